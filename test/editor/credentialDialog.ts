import type { Locator } from 'playwright-core';
import type { Checks } from './checks';
import { type Editor, get, post, shoot } from './editor';

/** A credential's fields. */
export type Fields = Record<string, unknown>;

interface Stored {
	id: string;
	type: string;
	data: Fields;
}

/** n8n's dialog scrolls; for a picture it grows to show all of its fields. */
const GROWN = `
	[data-test-id='editCredential-modal'], [data-test-id='editCredential-modal'] .el-dialog__body,
	[data-test-id='editCredential-modal'] .modal-content, [data-test-id='credential-edit-dialog'],
	[data-test-id='credential-edit-dialog'] > div {
		height: auto !important; max-height: none !important; overflow: visible !important;
	}`;

async function openDialog({ page, url }: Editor, id: string): Promise<Locator> {
	await page.setViewportSize({ width: 1440, height: 2200 });
	await page.goto(`${url}/home/credentials/${id}`);
	const dialog = page.getByTestId('editCredential-modal');
	await dialog.waitFor();
	await page.addStyleTag({ content: GROWN });
	return dialog;
}

/**
 * Opens the dialog of a stored credential, which runs its connection test, and shoots the answer, the whole of it where it
 * is an error. Gives the text of the answer.
 */
async function shootConnectionTest(editor: Editor, id: string, name: string): Promise<string> {
	const dialog = await openDialog(editor, id);
	const good = dialog.getByText('Connection tested successfully').filter({ visible: true });
	const bad = dialog.locator('.el-tag--danger').filter({ visible: true });
	await good.or(bad).first().waitFor();
	const details = dialog.getByText('More details');
	if (await details.isVisible()) await details.click();
	await shoot(dialog, `credential-${name}`);
	return (await good.isVisible()) ? 'connected' : await bad.innerText();
}

/** Checks that the connection test of a stored credential succeeds where the name ends in `-green`, and says why not elsewhere. */
export async function checkConnectionTest(editor: Editor, checks: Checks, id: string, name: string): Promise<void> {
	await checks.attempt(`credential-${name}`, async () => {
		const said = await shootConnectionTest(editor, id, name);
		console.log(`  ${said.replaceAll('\n', ' ')}`);
		return (said === 'connected') === name.endsWith('-green') ? [] : [`the connection test says: ${said}`];
	});
}

/** Makes a credential like a stored one but for some fields. n8n hands out no secrets: they have to be among `fields`. */
export async function variantOf(editor: Editor, id: string, fields: Fields): Promise<string> {
	const { type, data } = await get<Stored>(editor, `credentials/${id}?includeData=true`);
	const variant = { name: `Variant of ${id}`, type, data: { ...data, ...fields } };
	return (await post<Stored>(editor, 'credentials', variant)).id;
}

/** Shoots the dialog of a credential type with nothing filled in but `fields`. */
export async function shootDialog(editor: Editor, type: string, name: string, fields: Fields = {}): Promise<void> {
	const { id } = await post<Stored>(editor, 'credentials', { name: `New ${type}`, type, data: fields });
	const dialog = await openDialog(editor, id);
	await editor.page.waitForLoadState('networkidle');
	await shoot(dialog, `credential-${name}`);
}
