import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page } from 'playwright-core';
import { OWNER } from '../demo/n8nApi';

/** Where screenshots go; git ignores it. */
export const SHOTS = join(__dirname, 'shots');

/** n8n's editor in a browser, logged in. */
export interface Editor {
	url: string;
	page: Page;
}

/** Node parameters as a workflow's JSON has them. */
export type Parameters = Record<string, unknown>;

const WIDE = { width: 1440, height: 900 };

/** Opens the editor of a demo n8n (see `npm run demo -- --serve`) and logs in. */
export async function openEditor(browser: Browser, url: string): Promise<Editor> {
	const context = await browser.newContext({ viewport: WIDE });
	const page = await context.newPage();
	page.setDefaultTimeout(60_000);
	const editor = { url, page };
	await post(editor, 'login', { emailOrLdapLoginId: OWNER.email, password: OWNER.password });
	return editor;
}

/** Calls n8n's REST interface as the logged-in user. */
export async function post<Answer>({ url, page }: Editor, path: string, data: unknown): Promise<Answer> {
	const response = await page.request.post(`${url}/rest/${path}`, { data });
	if (!response.ok())
		throw new Error(`n8n answered ${response.status()} to POST /rest/${path}: ${await response.text()}`);
	return ((await response.json()) as { data: Answer }).data;
}

/** Reads from n8n's REST interface. */
export async function get<Answer>({ url, page }: Editor, path: string): Promise<Answer> {
	const response = await page.request.get(`${url}/rest/${path}`);
	if (!response.ok())
		throw new Error(`n8n answered ${response.status()} to GET /rest/${path}: ${await response.text()}`);
	return ((await response.json()) as { data: Answer }).data;
}

/** Saves a screenshot of the page, or of a part of it, and says where. */
export async function shoot(what: Page | Locator, name: string): Promise<void> {
	mkdirSync(SHOTS, { recursive: true });
	const path = join(SHOTS, `${name}.png`);
	await what.screenshot({ path, animations: 'disabled' });
	console.log(path);
}

/** Shows the canvas of a workflow. */
export async function openWorkflow({ url, page }: Editor, id: string): Promise<void> {
	await page.setViewportSize(WIDE);
	await page.goto(`${url}/workflow/${id}`);
	await page.getByTestId('canvas-node').first().waitFor();
}

/** Picks an action of the FHIR node from the panel of a new workflow, as a user does, and shoots each stage. */
export async function pickFromPanel({ url, page }: Editor, action: string): Promise<void> {
	await page.setViewportSize(WIDE);
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('canvas-plus-button').click();
	await page.getByTestId('node-creator-search-bar').fill('FHIR');
	const entries = page.getByTestId('node-creator-item-name');
	await entries
		.filter({ hasText: /^FHIR$/ })
		.first()
		.waitFor();
	await shoot(page, 'panel-search');
	await entries
		.filter({ hasText: /^FHIR$/ })
		.first()
		.click();
	// As the first step of a workflow n8n proposes the triggers, and folds the actions up.
	await page.getByTestId('node-creator-category-item').filter({ hasText: 'Actions' }).first().click();
	await entries.filter({ hasText: action }).first().waitFor();
	await shoot(page, 'panel-actions');
	await entries.filter({ hasText: action }).first().click();
	await page.getByTestId('node-parameters').waitFor();
	await shoot(page, 'panel-node');
}

/** Runs the open workflow by its button and waits until n8n says that it is done, and has drawn the items on the lines. */
export async function executeWorkflow({ page }: Editor): Promise<void> {
	await page.getByTestId('execute-workflow-button').first().click();
	await page
		.getByText(/Workflow executed successfully|Problem in node/)
		.first()
		.waitFor();
	await page.getByTestId('edge-label').getByText(/item/).first().waitFor();
	await page.locator('.el-notification__closeBtn').first().click();
	await page.locator('.el-notification').first().waitFor({ state: 'hidden' });
}

/** Opens a node of the open workflow: its form with input and output on either side. */
export async function openNode({ page }: Editor, name: string): Promise<void> {
	await page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
	await page.getByTestId('node-parameters').waitFor();
}

/** Closes the open node. */
export async function closeNode({ page }: Editor): Promise<void> {
	await page.getByTestId('ndv-close-button').click();
	await page.getByTestId('node-parameters').waitFor({ state: 'hidden' });
}
