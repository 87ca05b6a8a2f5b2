import type { Locator } from 'playwright-core';
import type { Checks } from './checks';
import { type Editor, get, type Parameters, shoot } from './editor';
import { openForm } from './forms';

/** The choices of the list that is open. */
function choices({ page }: Editor): Locator {
	return page.locator('.el-select-dropdown__item').filter({ visible: true });
}

/** Opens the list of a field, types what to look for, shoots it and takes the first choice that is left. */
export async function pick(editor: Editor, field: string, text: string): Promise<void> {
	const input = editor.page.getByTestId(`parameter-input-${field}`).locator('input').first();
	await input.click();
	await input.pressSequentially(text);
	const choice = choices(editor).filter({ hasText: text }).first();
	await choice.waitFor();
	await shoot(editor.page, `offers-${field}`);
	await choice.click();
}

/** The parameters of the open node, once n8n has saved the workflow. */
export async function saved(editor: Editor): Promise<Parameters> {
	const { page } = editor;
	const [, id = ''] = /\/workflow\/([^/?]+)/.exec(page.url()) ?? [];
	const response = page.waitForResponse((one) => one.request().method() === 'PATCH' && one.url().includes(id));
	await page.keyboard.press('Control+s');
	await response;
	const { nodes } = await get<{ nodes: Array<{ parameters: Parameters }> }>(editor, `workflows/${id}`);
	return nodes[0]?.parameters ?? {};
}

/** The difference between what n8n saved and what it should. */
export function problemsOf(found: unknown, expected: unknown): string[] {
	const [is, wanted] = [JSON.stringify(found), JSON.stringify(expected)];
	return is === wanted ? [] : [`n8n saved ${is}, not ${wanted}`];
}

const search = {
	resource: 'resource',
	operation: 'getAll',
	resourceType: { __rl: true, mode: 'list', value: 'Patient' },
};

/** Uses the lists of a search as a person does, without a server, and looks at what n8n saves. */
export async function shootOffers(editor: Editor, checks: Checks): Promise<void> {
	const { page } = editor;
	await checks.attempt('What an earlier release saved as text is shown and saved unchanged', async () => {
		const old = { name: 'subject:Patient.name', value: 'Chalmers' };
		await openForm(editor, { ...search, searchParameters: { parameter: [old] }, sort: '-date,name' });
		await page.getByTestId('parameter-input-name').locator('input').first().waitFor();
		await shoot(page, 'offers-saved-text');
		await page.getByTestId('parameter-input-value').locator('input').first().fill('Meyer');
		const { searchParameters, sort } = await saved(editor);
		return problemsOf([searchParameters, sort], [{ parameter: [{ ...old, value: 'Meyer' }] }, '-date,name']);
	});
	await checks.attempt('A parameter, its match and an order are chosen from lists', async () => {
		await openForm(editor, { ...search, searchParameters: { parameter: [{}] } });
		await pick(editor, 'parameter', 'birth');
		await pick(editor, 'match', 'Greater Than or Equal');
		await pick(editor, 'sort', 'newest');
		await page.keyboard.press('Escape');
		const { searchParameters, sort } = await saved(editor);
		return problemsOf(
			[searchParameters, sort],
			[{ parameter: [{ parameter: 'birthdate', match: 'ge' }] }, '-birthdate'],
		);
	});
	await checks.attempt('The columns of a table are chosen from a list, in the order of the choices', async () => {
		await openForm(editor, { resource: 'table', operation: 'fromItems', tableType: 'Patient', tableFields: [] });
		await pick(editor, 'tableFields', 'phone');
		// The list stays open, with what was typed.
		await page.getByTestId('parameter-input-tableFields').locator('input').first().fill('familyName');
		await choices(editor).filter({ hasText: 'familyName' }).first().click();
		await page.keyboard.press('Escape');
		return problemsOf((await saved(editor)).tableFields, ['phone', 'familyName']);
	});
	await checks.attempt('A resource type is found by what people call it', async () => {
		await openForm(editor, search);
		await page.getByTestId('resource-locator-resourceType').getByTestId('rlc-input').first().click();
		await page.keyboard.type('lab');
		await page.getByTestId('rlc-item').filter({ hasText: 'Observation – lab results' }).first().waitFor();
		await shoot(page, 'offers-resource-types');
		return [];
	});
}
