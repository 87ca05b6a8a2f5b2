import { Logger } from '@n8n/backend-common';
import { Container } from '@n8n/di';
import type { LogMetadata } from 'n8n-workflow';
import { createHash, generateKeyPairSync } from 'node:crypto';
import { inspect } from 'node:util';
import type { RunResult } from '../engine/support/n8n';

const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-384' });
const passphrase = 'passphrase-7YxQ2';
const pem = privateKey.export({ format: 'pem', type: 'pkcs8', cipher: 'aes-256-cbc', passphrase }).toString();

/** Texts that must never appear outside of a request, by name. */
export const planted = {
	password: 'pass-Wörd:9Lk3Z',
	clientSecret: 'secret-5mQ8+/=v',
	key: pem,
	passphrase,
	token: 'opaque-token-Zq81mN',
	apiKey: 'api-key-44Tr0B',
	family: 'Wolkenstein-Hahnemann',
	number: 'MRN-90817263',
	note: 'Diagnosis: borborygmi',
} as const;

const keyFile = JSON.stringify({
	type: 'service_account',
	client_email: 'n8n@clinic.iam.gserviceaccount.com',
	private_key_id: '1',
	private_key: planted.key,
	token_uri: 'https://localhost:1/token',
});

/** What a user may paste as the key of a Google service account, none of it usable. */
export const googleKeyFiles: Record<string, string> = {
	'a Google key that cannot be read': keyFile,
	'half of a Google key file': keyFile.slice(0, -9),
	'the Google key alone': planted.key,
	'a Google key of another kind': keyFile.replace('service_account', 'authorized_user'),
};

/** The input item of the node: the operations take the data of patients from it. */
export const item = { id: planted.number, family: planted.family, note: planted.note, apiKey: planted.apiKey };

const basic = Buffer.from(`integration:${planted.password}`).toString('base64');

/** All forms in which the planted texts could appear. */
const forbidden: Record<string, string> = {
	...planted,
	key: pem.split('\n')[2] ?? '',
	'key as JSON': JSON.stringify(pem).slice(60, 120),
	'password, encoded': encodeURIComponent(planted.password),
	'client secret, encoded': encodeURIComponent(planted.clientSecret),
	'client secret, as a header': Buffer.from(`client:${encodeURIComponent(planted.clientSecret)}`).toString('base64'),
	basic,
	'family, as a hash': createHash('sha256').update(planted.family).digest('hex'),
};

/** The names of the planted texts that `text` contains, and `assertion` for any signed JWT. */
export function leaksIn(text: string): string[] {
	const found = Object.entries(forbidden).flatMap(([name, secret]) => (text.includes(secret) ? [name] : []));
	return /eyJ[\w-]{10,}\.[\w-]{10,}/.test(text) ? [...found, 'assertion'] : found;
}

/** Records every line that n8n's logger receives from now on. */
export function listenToLogs(): string[] {
	const lines: string[] = [];
	const logger = Container.get(Logger);
	const listening = (level: 'debug' | 'info' | 'warn' | 'error') => (message: string, more?: LogMetadata) => {
		lines.push(inspect([message, more], { depth: 10 }));
		logger[level](message, more);
	};
	// n8n's logger cannot be changed, only replaced.
	const replacement = Object.create(logger) as Logger;
	for (const level of ['debug', 'info', 'warn', 'error'] as const) {
		Object.defineProperty(replacement, level, { value: listening(level) });
	}
	Container.set(Logger, replacement);
	return lines;
}

/** All data that an execution leaves behind, except for its input items, by the name of each part. */
export function traces({ run, error, errors }: RunResult): Record<string, string> {
	const { Start: _input, ...runData } = run.data.resultData.runData;
	const record = {
		...run,
		data: { ...run.data, resultData: { ...run.data.resultData, runData }, executionData: undefined },
	};
	return {
		'execution record': JSON.stringify(record, withoutInput),
		'error as JSON': JSON.stringify([error]),
		'error, inspected': inspect(error, { depth: 10, showHidden: true, maxStringLength: null }),
		'stacks and causes': stacksOf(error).join('\n'),
		'error items': JSON.stringify(errors.map(({ json }) => [json.error, json.details])),
	};
}

/** n8n passes the input item on, also beside its error: the members are allowed there. */
function withoutInput(_name: string, value: unknown): unknown {
	const isInput = typeof value === 'object' && value !== null && 'family' in value && 'note' in value;
	return isInput ? { ...value, ...Object.fromEntries(Object.keys(item).map((name) => [name, undefined])) } : value;
}

function stacksOf(error: unknown, depth = 0): string[] {
	if (typeof error !== 'object' || error === null || depth > 10) return [];
	const { stack, message, cause } = error as Error;
	return [String(stack), message, ...stacksOf(cause, depth + 1)];
}
