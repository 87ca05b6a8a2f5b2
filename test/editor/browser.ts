import { existsSync } from 'node:fs';
import { type Browser, chromium, selectors } from 'playwright-core';

const PLACES = [
	'/usr/bin/chromium',
	'/usr/bin/chromium-browser',
	'/usr/bin/google-chrome',
	'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Nothing that reaches out to the internet. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/** Where Chromium is: `$CHROMIUM`, or where it is usually installed; undefined where there is none. */
export function findChromium(): string | undefined {
	return [process.env.CHROMIUM, ...PLACES].find((path) => path && existsSync(path));
}

/** Starts a headless Chromium. */
export async function openBrowser(executablePath: string): Promise<Browser> {
	selectors.setTestIdAttribute('data-test-id');
	return await chromium.launch({ executablePath, args: FLAGS });
}
