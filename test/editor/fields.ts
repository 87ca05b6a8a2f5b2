import type { Page } from 'playwright-core';
import { profileResponse, usCorePatient } from '../servers/fhir/profileServer';
import { startServer } from '../servers/httpServer';
import type { Checks } from './checks';
import { type Editor, get, type Parameters, shoot } from './editor';
import { openForm } from './forms';

const create = {
	authentication: 'none',
	resource: 'resource',
	operation: 'create',
	resourceType: { __rl: true, mode: 'list', value: 'Patient' },
};

const race =
	'extension[http://hl7.org/fhir/us/core/StructureDefinition/us-core-race].extension[ombCategory].valueCoding.system|code';

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

/** A profile of a server has fields of its own, and says which ones are required and fixed. */
async function chooseProfile(editor: Editor): Promise<string[]> {
	const { page } = editor;
	const server = await startServer((request, response) => {
		const { status, body } = profileResponse(request) ?? { status: 404, body: {} };
		response.writeHead(status, { 'content-type': 'application/fhir+json' }).end(JSON.stringify(body));
	});
	try {
		await openForm(editor, { ...create, specifyBody: 'fields', baseUrl: `${server.url}/fhir` });
		await page.getByTestId('resource-locator-profile').getByTestId('rlc-input').first().click();
		await page.getByTestId('rlc-item').filter({ hasText: 'US Core Patient' }).first().click();
		await page.getByTestId('parameter-input-meta.profile[0]').first().waitFor();
		await choose(page, `parameter-input-${race}`, 'Asian');
		await choose(page, 'parameter-input-gender', 'Female');
		await shoot(page, 'fields-profile');
		const { value, schema } = (await savedFields(editor)) as { value: Parameters; schema: Parameters[] };
		const expected = {
			gender: 'female',
			'meta.profile[0]': usCorePatient,
			[race]: 'urn:oid:2.16.840.1.113883.6.238|2028-9|Asian',
		};
		const [is, wanted] = [value, expected].map((one) => JSON.stringify(Object.entries(one).sort()));
		const fixed = schema.find(({ id }) => id === 'meta.profile[0]')?.defaultValue;
		return [
			...(is === wanted ? [] : [`n8n saved ${is}, not ${wanted}`]),
			...(fixed === usCorePatient ? [] : ['n8n did not save what the profile fixes']),
		];
	} finally {
		await server.close();
	}
}

/** Uses *Specify Body* → *Using Fields* as a person does, and looks at what n8n saves. */
export async function fillInFields(editor: Editor, checks: Checks): Promise<void> {
	await checks.attempt(
		'Fields are filled in without JSON, a server and a credential',
		async () => await fillIn(editor),
	);
	await checks.attempt('Another resource type has other fields', async () => await changeType(editor));
	await checks.attempt('A profile changes the fields', async () => await chooseProfile(editor));
}
