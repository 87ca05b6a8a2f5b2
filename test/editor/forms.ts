import type { INodeProperties } from 'n8n-workflow';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { groups } from '../../nodes/Fhir/actions/registry';
import { isOfNewForm } from '../../nodes/Fhir/form/fields/versions';
import { form } from '../../nodes/Fhir/form/form';
import { formFields as pollingFields } from '../../nodes/Fhir/triggers/polling/fields';
import { formFields as subscriptionFields } from '../../nodes/Fhir/triggers/subscription/fields';
import { optionsName } from '../../nodes/Fhir/triggers/subscription/parameters';
import type { Checks } from './checks';
import { type Editor, type Parameters, post, shoot } from './editor';
import { newestVersion, problemsOf } from './expectedFields';

/** Milliseconds until a form shows all that it will show. */
const SETTLED = 15_000;

/** Every operation of the node, as `resource:operation`. */
export function allOperations(): string[] {
	return groups.flatMap(({ value, operations }) => operations.map(({ choice }) => `${value}:${choice.value}`));
}

/** Every entry of an operation's *Options* and *Connection*, at its default, so that the form shows them all. */
function allOptions(resource: string, operation: string): Parameters {
	const isOf = ({ type, displayOptions: { show = {} } = {} }: INodeProperties) =>
		type === 'collection' &&
		(show.resource === undefined || show.resource.includes(resource)) &&
		(show.operation === undefined || show.operation.includes(operation));
	const collections = form(groups).filter((field) => isOf(field) && isOfNewForm(field));
	return Object.fromEntries(
		collections.map(({ name: collection, options }) => [
			collection,
			Object.fromEntries(
				((options ?? []) as INodeProperties[]).filter(isOfNewForm).map(({ name, default: value }) => [name, value]),
			),
		]),
	);
}

/** Opens the form of a FHIR node that has these parameters, high enough to show all of it. */
export async function openForm(editor: Editor, parameters: Parameters, type = 'fhir'): Promise<void> {
	const node = {
		id: randomUUID(),
		name: 'FHIR',
		type: `n8n-nodes-fhir.${type}`,
		typeVersion: newestVersion(type),
		position: [0, 0],
		parameters,
	};
	const workflow = { name: 'A form to look at', nodes: [node], connections: {}, settings: {} };
	const { id } = await post<{ id: string }>(editor, 'workflows', workflow);
	await editor.page.setViewportSize({ width: 1440, height: 2600 });
	await editor.page.goto(`${editor.url}/workflow/${id}/${node.id}`);
	await editor.page.getByTestId('node-parameters').waitFor();
	await editor.page.waitForLoadState('networkidle');
}

/** The problems that stay: fields appear one after another, at the pace of the machine. */
async function untilSettled(check: () => Promise<string[]>): Promise<string[]> {
	const deadline = Date.now() + SETTLED;
	for (;;) {
		const problems = await check();
		if (problems.length === 0 || Date.now() > deadline) return problems;
		await sleep(250);
	}
}

/** Opens the form of a node, compares what it says with what it should, and shoots it without the empty room below it. */
async function lookAt(
	editor: Editor,
	checks: Checks,
	name: string,
	parameters: Parameters,
	type = 'fhir',
): Promise<void> {
	const { page } = editor;
	const form = page.getByTestId('node-parameters');
	await checks.attempt(name, async () => {
		await openForm(editor, parameters, type);
		const problems = await untilSettled(async () => await problemsOf(form, type, parameters));
		const fields = form.locator('[data-test-id]:not([data-test-id="node-feature-request"])');
		const bottom = await fields.evaluateAll((all) =>
			Math.max(...all.map((field) => field.getBoundingClientRect().bottom)),
		);
		// The room below stays what n8n keeps free for its frame and a link.
		await page.setViewportSize({ width: 1440, height: Math.ceil(bottom) + 110 });
		await shoot(form, name);
		return problems;
	});
}

/**
 * Looks at the form of an operation, `resource:operation`, with every option added, and as it comes unless that is `left out`.
 * Further parameters may follow as JSON, e.g. `resource:getAll{"searchBy":"queryString"}`.
 */
export async function shootForm(
	editor: Editor,
	checks: Checks,
	wanted: string,
	asItComes: 'too' | 'left out' = 'too',
): Promise<void> {
	const [, resource = '', operation = '', json] = /^(\w+):(\w+)(\{.*\})?$/s.exec(wanted) ?? [];
	if (!allOperations().includes(`${resource}:${operation}`)) {
		throw new Error(`No operation "${wanted}". There are:\n  ${allOperations().join('\n  ')}`);
	}
	const parameters = { resource, operation, ...(json ? (JSON.parse(json) as Parameters) : {}) };
	if (asItComes === 'too') await lookAt(editor, checks, `form-${resource}-${operation}`, parameters);
	const all = allOptions(resource, operation);
	await lookAt(editor, checks, `form-${resource}-${operation}-options`, { ...all, ...parameters });
}

/** Every option of a collection, with its default. */
function optionsOf(fields: readonly INodeProperties[], collection: string): Parameters {
	const { options = [] } = fields.find(({ name }) => name === collection) ?? {};
	return Object.fromEntries((options as INodeProperties[]).map(({ name, default: value }) => [name, value]));
}

/** Shoots the form of the FHIR Subscription Trigger for both kinds, as it comes and with every option added. */
export async function shootSubscriptionTrigger(editor: Editor, checks: Checks): Promise<void> {
	const type = 'fhirSubscriptionTrigger';
	const all = optionsOf(subscriptionFields, optionsName);
	for (const kind of ['criteria', 'topic']) {
		await lookAt(editor, checks, `form-subscription-${kind}`, { kind }, type);
		await lookAt(editor, checks, `form-subscription-${kind}-options`, { kind, [optionsName]: all }, type);
	}
}

/** Shoots the form of the FHIR Trigger: as it comes, for a search, and with every option added. */
export async function shootTriggerForm(editor: Editor, checks: Checks): Promise<void> {
	const all = optionsOf(pollingFields, 'options');
	const variants: Array<[name: string, parameters: Parameters]> = [
		['form-trigger', {}],
		['form-trigger-search', { watch: 'search', start: 'since' }],
		['form-trigger-options', { options: all }],
	];
	for (const [name, parameters] of variants) await lookAt(editor, checks, name, parameters, 'fhirTrigger');
}

/** Shoots the form of an AI agent's tool: a search by the query string of a model, and the settings that only a tool has. */
export async function shootTool(editor: Editor, checks: Checks): Promise<void> {
	const queryString = "={{ $fromAI('query', 'FHIR search parameters', 'string') }}";
	const parameters = { resource: 'resource', operation: 'getAll', searchBy: 'queryString', queryString };
	await lookAt(editor, checks, 'form-tool', parameters, 'fhirTool');
}
