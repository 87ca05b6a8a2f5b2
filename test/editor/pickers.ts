import { chooseConnection } from './byClicks';
import type { Checks } from './checks';
import { type Editor, type Parameters, shoot } from './editor';
import { openForm } from './forms';
import { pick, problemsOf, saved } from './offers';

const patientType = { __rl: true, mode: 'list', value: 'Patient' };
const getPatient = { resource: 'resource', operation: 'get', resourceType: patientType };

/** Opens the list of a resource locator, types what to look for, shoots it and takes the first entry that has the text. */
async function pickFromLocator({ page }: Editor, field: string, typed: string, text: string | RegExp): Promise<void> {
	await page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').first().click();
	await page.keyboard.type(typed);
	const entry = page.getByTestId('rlc-item').filter({ hasText: text }).first();
	await entry.waitFor();
	await shoot(page, `pickers-${field}`);
	await entry.click();
}

/** The mode and the value of a resource locator, as n8n saved them. */
function locatorOf(parameters: Parameters, field: string): unknown {
	const { mode, value } = (parameters[field] ?? {}) as Parameters;
	return { mode, value };
}

/** Uses the lists of resources, operations and value sets as a person does, and looks at what n8n saves. */
export async function shootPickers(editor: Editor, checks: Checks): Promise<void> {
	const { page } = editor;
	await checks.attempt(
		'A Resource ID that an earlier release saved as text is shown, and stays as it was',
		async () => {
			const old = { resourceId: 'abc', options: { elements: 'name' } };
			await openForm(editor, { ...getPatient, ...old });
			const shown = await page.getByTestId('resource-locator-resourceId').getByTestId('rlc-input').first().inputValue();
			await page.getByTestId('parameter-input-elements').locator('input').first().fill('id');
			await shoot(page, 'pickers-saved-text');
			const { resourceId } = await saved(editor);
			return [...problemsOf(shown, 'abc'), ...problemsOf(resourceId, 'abc')];
		},
	);
	await checks.attempt('A Resource ID that an earlier release saved as an expression stays as it was', async () => {
		const old = { resourceId: '={{ $json.id }}', options: { elements: 'name' } };
		await openForm(editor, { ...getPatient, ...old });
		await page.getByTestId('resource-locator-resourceId').getByText('$json.id').first().waitFor();
		await page.getByTestId('parameter-input-elements').locator('input').first().fill('id');
		const { resourceId } = await saved(editor);
		return problemsOf(resourceId, old.resourceId);
	});
	await checks.attempt('A patient is found on the server by name, and chosen', async () => {
		await openForm(editor, getPatient);
		await chooseConnection(page);
		await pickFromLocator(editor, 'resourceId', 'a', /, \d{4}-\d\d-\d\d/);
		const { mode, value } = locatorOf(await saved(editor), 'resourceId') as Parameters;
		return mode === 'list' && typeof value === 'string' && value !== '' ? [] : ['n8n saved no ID'];
	});
	await checks.attempt('The patient of a search for observations is chosen in its row', async () => {
		const resourceType = { __rl: true, mode: 'list', value: 'Observation' };
		const row = { searchParameters: { parameter: [{ parameter: 'patient' }] } };
		await openForm(editor, { resource: 'resource', operation: 'getAll', resourceType, ...row });
		await chooseConnection(page);
		await pickFromLocator(editor, 'reference', 'a', /, \d{4}-\d\d-\d\d/);
		const { parameter = [] } = (await saved(editor)).searchParameters as { parameter?: Parameters[] };
		const { value } = locatorOf(parameter[0] ?? {}, 'reference') as Parameters;
		return /^Patient\/./.test(String(value)) ? [] : [`n8n saved ${JSON.stringify(parameter)}`];
	});
	await checks.attempt('An operation and its parameter are chosen from lists', async () => {
		const row = { operationParameters: { parameter: [{}] } };
		await openForm(editor, { resource: 'operation', operation: 'run', resourceType: patientType, ...row });
		await pickFromLocator(editor, 'operationName', 'match', '$match');
		await pick(editor, 'name', 'onlyCertain');
		const parameters = await saved(editor);
		const found = [locatorOf(parameters, 'operationName'), parameters.operationParameters];
		const expected = [{ mode: 'list', value: '$match' }, { parameter: [{ name: 'onlyCertainMatches' }] }];
		return problemsOf(found, expected);
	});
	await checks.attempt('A value set and a code system are found by name', async () => {
		await openForm(editor, { resource: 'terminology', operation: 'expand' });
		await pickFromLocator(editor, 'valueSetUrl', 'gender', 'Gender (administrative)');
		const valueSet = locatorOf(await saved(editor), 'valueSetUrl');
		await openForm(editor, { resource: 'terminology', operation: 'lookup' });
		await pickFromLocator(editor, 'system', 'lab', 'LOINC');
		const system = locatorOf(await saved(editor), 'system');
		return problemsOf(
			[valueSet, system],
			[
				{ mode: 'list', value: 'http://hl7.org/fhir/ValueSet/administrative-gender' },
				{ mode: 'list', value: 'http://loinc.org' },
			],
		);
	});
}
