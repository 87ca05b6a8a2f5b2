import type { Page } from 'playwright-core';
import type { Checks } from './checks';
import { type Editor, shoot } from './editor';
import { openForm } from './forms';

/** The credentials that the demo fills in, for its servers behind an internal CA. */
const LOGIN = 'fhirExampleBasic';
const CA = 'fhirExampleCa';

/** Chooses an entry of a drop-down of the open form. */
async function choose(page: Page, field: string, entry: string): Promise<void> {
	await page.getByTestId(`parameter-input-${field}`).click();
	await page.locator('.el-select-dropdown__item:visible').filter({ hasText: entry }).first().click();
}

async function chooseCredential(page: Page, slot: number, id: string): Promise<void> {
	await page.getByTestId('node-credentials-slot').nth(slot).getByTestId('node-credentials-select').click();
	await page.getByTestId(`node-credentials-select-item-${id}`).filter({ visible: true }).click();
}

/** Chooses the demo's server, by its credentials. */
export async function chooseConnection(page: Page): Promise<void> {
	await choose(page, 'tlsValidation', 'Custom CA Bundle');
	await chooseCredential(page, 0, LOGIN);
	await chooseCredential(page, 1, CA);
}

/** Builds a workflow as a user does, by clicks only, and runs it: a manual trigger, and ten patients of the demo's server. */
async function buildAndRun({ url, page }: Editor): Promise<string[]> {
	await page.goto(`${url}/workflow/new`);
	await page.getByTestId('canvas-plus-button').click();
	await page.getByTestId('node-creator-search-bar').fill('Manual');
	const entries = page.getByTestId('node-creator-item-name');
	await entries.filter({ hasText: 'Trigger manually' }).first().click();
	await page.getByTestId('canvas-handle-plus').first().click();
	await page.getByTestId('node-creator-search-bar').fill('FHIR');
	await entries
		.filter({ hasText: /^FHIR$/ })
		.first()
		.click();
	await entries.filter({ hasText: 'Get many resources' }).first().click();
	await page.getByTestId('node-parameters').waitFor();
	await chooseConnection(page);
	await page.getByTestId('parameter-input-limit').locator('input').fill('10');
	await page.getByTestId('node-execute-button').click();
	const output = page.getByTestId('output-panel');
	const count = output.getByTestId('ndv-items-count').filter({ visible: true });
	await count.or(output.getByTestId('node-run-status-danger')).first().waitFor();
	await shoot(page, 'clicks-run');
	const said = await output.innerText();
	return said.includes('10 items') ? [] : [`the output says ${JSON.stringify(said.slice(0, 300))}`];
}

/** Runs a node that must fail, and reads its error where a user reads it. */
async function readError(editor: Editor): Promise<string[]> {
	const { page } = editor;
	const type = { __rl: true, mode: 'list', value: 'Patient' };
	await openForm(editor, { resource: 'resource', operation: 'get', resourceType: type, resourceId: 'no-such-patient' });
	await page.setViewportSize({ width: 1440, height: 900 });
	await chooseConnection(page);
	await page.getByTestId('node-execute-button').click();
	const output = page.getByTestId('output-panel');
	await output.getByTestId('node-run-status-danger').waitFor();
	await shoot(page, 'clicks-error');
	const said = await output.innerText();
	return ['Patient', 'no-such-patient', '404']
		.filter((part) => !said.includes(part))
		.map((part) => `the error does not name ${part}: ${JSON.stringify(said.slice(0, 300))}`);
}

/** Runs one operation on the patient of the journey, and returns what the output says. */
async function runOnPatient(editor: Editor, operation: string, parameters: Record<string, unknown>): Promise<string> {
	const { page } = editor;
	const resourceType = { __rl: true, mode: 'list', value: 'Patient' };
	await openForm(editor, { resource: 'resource', operation, resourceType, ...parameters });
	await page.setViewportSize({ width: 1440, height: 900 });
	await chooseConnection(page);
	await page.getByTestId('node-execute-button').click();
	const output = page.getByTestId('output-panel');
	const count = output.getByTestId('ndv-items-count').filter({ visible: true });
	await count.or(output.getByTestId('node-run-status-danger')).first().waitFor();
	// The values come a moment after the count.
	await output.locator('td').first().waitFor();
	return await output.innerText();
}

/** Changes the phone number of a patient, and looks whether anything else was touched. */
async function changePhone(editor: Editor): Promise<string[]> {
	const identifier = { system: 'https://example.org/patients', value: 'n8n-by-clicks' };
	const others = ['Janssen', '1968-05-09', 'pieter@example.org'];
	const body = JSON.stringify({
		identifier: [identifier],
		name: [{ family: others[0] }],
		birthDate: others[1],
		telecom: [
			{ system: 'phone', value: '+31 20 555 0100' },
			{ system: 'email', value: others[2] },
		],
	});
	const found = { findBy: 'queryString', queryString: `identifier=${identifier.system}|${identifier.value}` };
	await runOnPatient(editor, 'create', { body, options: { ifNoneExist: found.queryString } });
	const phone = '+31 20 555 0123';
	const said = await runOnPatient(editor, 'updateFields', {
		...found,
		body: JSON.stringify({ telecom: [{ system: 'phone', value: phone }] }),
	});
	await shoot(editor.page, 'clicks-phone');
	await runOnPatient(editor, 'delete', found);
	return [phone, ...others]
		.filter((part) => !said.includes(part))
		.map((part) => `the output does not have ${part}: ${JSON.stringify(said.slice(0, 500))}`);
}

/** What a user does with the mouse: builds and runs a workflow, reads an error, and changes a phone number. */
export async function useByClicks(editor: Editor, checks: Checks): Promise<void> {
	await checks.attempt('A workflow built by clicks gives ten patients', async () => await buildAndRun(editor));
	await checks.attempt('An error can be read', async () => await readError(editor));
	await checks.attempt('A phone number is changed, and nothing else', async () => await changePhone(editor));
}
