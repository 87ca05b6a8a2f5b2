import type { Locator, Page } from 'playwright-core';

/** How n8n's lists name their entries. */
const ENTRY = '.el-select-dropdown__item:visible';

/** Milliseconds. */
const TAKEN_OVER = 500;

/** Somebody who uses n8n's editor: counts each click and each key. A drag is a click. */
export class Person {
	clicks = 0;
	keys = 0;

	constructor(readonly page: Page) {}

	async click(what: Locator): Promise<void> {
		await what.click();
		this.clicks++;
	}

	/** Types where the cursor is. n8n takes over what is typed a moment later. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.type(text);
		this.keys += text.length;
		await this.page.waitForTimeout(TAKEN_OVER);
	}

	async press(key: string): Promise<void> {
		await this.page.keyboard.press(key);
		this.keys++;
	}

	/** The input of a field of the open form. */
	input(field: string): Locator {
		return this.page.getByTestId(`parameter-input-${field}`).locator('input, textarea').first();
	}

	/** Clicks into a text field and types. */
	async fill(field: string, text: string): Promise<void> {
		await this.click(this.input(field));
		await this.type(text);
	}

	/** Chooses an entry of a drop-down: two clicks. */
	async choose(field: string, entry: string | RegExp): Promise<void> {
		await this.click(this.page.getByTestId(field).first());
		await this.click(this.page.locator(ENTRY).filter({ hasText: entry }).first());
	}

	/** Looks for an entry of a drop-down by typing, and chooses it. */
	async find(field: string, typed: string, entry: string | RegExp): Promise<void> {
		await this.click(this.input(field));
		await this.type(typed);
		await this.click(this.page.locator(ENTRY).filter({ hasText: entry }).first());
	}

	/** Looks for an entry of the drop-down that was just opened by typing, and takes the first that is left by keys. */
	async typeAndEnter(typed: string, entry: string | RegExp): Promise<void> {
		await this.type(typed);
		await this.page.locator(ENTRY).filter({ hasText: entry }).first().waitFor();
		await this.press('ArrowDown');
		await this.press('Enter');
	}

	/** Drags a value of the input panel to a field. */
	async drag(value: Locator, field: string): Promise<void> {
		const [from, to] = [await value.boundingBox(), await this.input(field).boundingBox()];
		if (!from || !to) throw new Error(`There is nothing to drag, or no field ${field}`);
		const { mouse } = this.page;
		await mouse.move(from.x + from.width / 2, from.y + from.height / 2);
		await mouse.down();
		await mouse.move(to.x + 30, to.y + to.height / 2 - 5, { steps: 10 });
		await mouse.move(to.x + 40, to.y + to.height / 2, { steps: 5 });
		await mouse.up();
		this.clicks++;
	}

	/** Looks for an entry of a list of resources, types or value sets by typing, and chooses it. */
	async findResource(field: string, typed: string, entry: string | RegExp): Promise<void> {
		await this.click(this.page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').first());
		await this.type(typed);
		await this.click(this.page.getByTestId('rlc-item').filter({ hasText: entry }).first());
	}

	/** Chooses how a resource is named: by list, by ID … */
	async chooseMode(field: string, mode: string): Promise<void> {
		const locator = this.page.getByTestId(`resource-locator-${field}`);
		await this.click(locator.getByTestId('rlc-mode-selector'));
		await this.click(this.page.locator(ENTRY).filter({ hasText: mode }).first());
	}

	/** Runs the open node and waits for its end; gives what the output panel says. */
	async execute(until?: string | RegExp): Promise<string> {
		await this.click(this.page.getByTestId('node-execute-button'));
		return await this.output(until);
	}

	/** What the output panel says, once it shows this text, its items or an error. */
	async output(until?: string | RegExp): Promise<string> {
		const panel = this.page.getByTestId('output-panel');
		const failed = panel.getByTestId('node-run-status-danger');
		const wanted = until === undefined ? panel.locator('td') : panel.getByText(until);
		await wanted.or(failed).first().waitFor();
		return await panel.innerText();
	}
}
