import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import type { Checks } from './checks';
import { type Editor, get, type Parameters, post, shoot } from './editor';
import { openForm } from './forms';

const create = {
	authentication: 'none',
	resource: 'resource',
	operation: 'create',
	resourceType: { __rl: true, mode: 'list', value: 'Patient' },
};

/** Chooses an entry of the list that `parameter` opens. */
async function choose(page: Page, parameter: string, entry: string): Promise<void> {
	await page.getByTestId(parameter).click();
	await page.locator('.el-select-dropdown__item:visible').filter({ hasText: entry }).first().click();
}

/** What n8n saved of the open node. */
async function savedFields(editor: Editor): Promise<unknown> {
	const { page } = editor;
	const [, id = ''] = /\/workflow\/([^/?]+)/.exec(page.url()) ?? [];
	const response = page.waitForResponse((one) => one.request().method() === 'PATCH' && one.url().includes(id));
	await page.keyboard.press('Control+s');
	await response;
	const { nodes } = await get<{ nodes: Array<{ name: string; parameters: Parameters }> }>(editor, `workflows/${id}`);
	return nodes.find(({ name }) => name === 'FHIR')?.parameters.fields;
}

/** Fills in fields without a server and a credential, and adds one from the list of all others. */
async function fillIn(editor: Editor): Promise<string[]> {
	const { page } = editor;
	await openForm(editor, create);
	await choose(page, 'parameter-input-specifyBody', 'Using Fields');
	const input = (id: string) => page.getByTestId(`parameter-input-${id}`).locator('input, textarea').first();
	await input('name[0].family').waitFor();
	await shoot(page, 'fields-patient');
	await input('name[0].family').fill('Okafor');
	await page.getByTestId('add-fields-select').getByRole('button').click();
	await page.getByRole('menuitem', { name: 'Home Phone' }).first().click();
	await input('telecom[phone:home].value').fill('+49 228 1234');
	await choose(page, 'parameter-input-gender', 'Female');
	const { value } = (await savedFields(editor)) as { value: Parameters };
	const expected = { 'name[0].family': 'Okafor', gender: 'female', 'telecom[phone:home].value': '+49 228 1234' };
	const [is, wanted] = [value, expected].map((one) => JSON.stringify(Object.entries(one).sort()));
	return is === wanted ? [] : [`n8n saved ${is}, not ${wanted}`];
}

/** Another type has other fields, and none of the old values. */
async function changeType(editor: Editor): Promise<string[]> {
	const { page } = editor;
	await openForm(editor, { ...create, specifyBody: 'fields' });
	await page.getByTestId('parameter-input-birthDate').first().waitFor();
	await page.getByTestId('resource-locator-resourceType').getByTestId('rlc-input').first().click();
	await page.keyboard.type('lab results');
	await page.getByTestId('rlc-item').filter({ hasText: 'Observation' }).first().click();
	await page.getByTestId('parameter-input-valueQuantity.value').first().waitFor();
	await shoot(page, 'fields-observation');
	const old = await page.getByTestId('parameter-input-birthDate').count();
	return old === 0 ? [] : ['the fields of the patient are still there'];
}

/** The credentials that the demo fills in, for its servers behind an internal CA. */
const credentials = {
	fhirBasicAuthApi: { id: 'fhirExampleBasic', name: 'FHIR: user and password' },
	fhirCaBundleApi: { id: 'fhirExampleCa', name: 'FHIR: internal CA' },
};

/** A workflow that has {first, last, dob, email, mrn} and a FHIR node that is still to be filled in; gives its address. */
async function withRow(editor: Editor): Promise<string> {
	const row = { first: 'Ada', last: 'Okafor', dob: '02.04.1961', email: 'ada@example.org', mrn: String(Date.now()) };
	const id = randomUUID();
	const place = { typeVersion: 1, position: [0, 0] };
	const start = { ...place, id: randomUUID(), name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} };
	const set = {
		...place,
		id: randomUUID(),
		name: 'Row',
		type: 'n8n-nodes-base.set',
		typeVersion: 3.4,
		parameters: { mode: 'raw', jsonOutput: JSON.stringify(row), options: {} },
	};
	const parameters = { ...create, authentication: 'basic', tlsValidation: 'custom' };
	const fhir = { ...place, id, name: 'FHIR', type: 'n8n-nodes-fhir.fhir', credentials, parameters };
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const connections = { Start: to('Row'), Row: to('FHIR') };
	const workflow = { name: 'A registration', nodes: [start, set, fhir], connections, settings: {} };
	const created = await post<{ id: string }>(editor, 'workflows', workflow);
	return `${editor.url}/workflow/${created.id}/${id}`;
}

/** Registers a patient from {first, last, dob, email, mrn} with seven clicks, and once more: nobody is registered twice. */
async function register(editor: Editor): Promise<string[]> {
	const { page } = editor;
	await page.setViewportSize({ width: 1440, height: 1400 });
	await page.goto(await withRow(editor));
	await page.getByTestId('node-parameters').waitFor();
	await choose(page, 'parameter-input-specifyBody', 'Using Fields');
	await choose(page, 'mapping-mode-select', 'Map Automatically');
	await page.getByTestId('parameter-input-identifierSystem').locator('input').first().fill('http://h.example/mrn');
	await page.getByTestId('parameter-input-onlyOnce').locator('.el-switch').first().click();
	const output = page.getByTestId('output-panel');
	const problems: string[] = [];
	for (const hint of [undefined, 'Some resources existed already']) {
		await page.getByTestId('node-execute-button').click();
		const failed = output.getByTestId('node-run-status-danger');
		await output
			.getByText(hint ?? 'Okafor')
			.or(failed)
			.first()
			.waitFor();
		await shoot(page, `fields-registered-${hint ? 'twice' : 'once'}`);
		const said = await output.innerText();
		const missing = ['Okafor', '1961-04-02'].filter((part) => !said.includes(part));
		problems.push(...missing.map((part) => `the output lacks ${part}: ${said.slice(0, 300)}`));
	}
	return problems;
}

/** Uses *Specify Body* → *Using Fields* as a person does, and looks at what n8n saves and sends. */
export async function fillInFields(editor: Editor, checks: Checks): Promise<void> {
	await checks.attempt(
		'Fields are filled in without JSON, a server and a credential',
		async () => await fillIn(editor),
	);
	await checks.attempt('Another resource type has other fields', async () => await changeType(editor));
	await checks.attempt('A patient is registered from columns', async () => await register(editor));
}
