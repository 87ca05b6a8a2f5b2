import { type INode, type INodeProperties, type INodeTypeDescription, NodeHelpers } from 'n8n-workflow';
import type { Locator } from 'playwright-core';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { FhirSubscriptionTrigger } from '../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { FhirTrigger } from '../../nodes/Fhir/FhirTrigger.node';
import type { Parameters } from './editor';

const descriptions: Readonly<Record<string, INodeTypeDescription>> = {
	fhir: new Fhir().description,
	fhirTool: { ...new Fhir().description, name: 'fhirTool' },
	fhirTrigger: new FhirTrigger().description,
	fhirSubscriptionTrigger: new FhirSubscriptionTrigger().description,
};

/** The version that the editor gives a new node of this type. */
export function newestVersion(type: string): number {
	const { version } = descriptions[type] ?? { version: 1 };
	return Math.max(...[version].flat());
}

/** What no form may say: what has gone wrong in it. */
const signsOfTrouble = ['[object Object]', 'undefined', 'NaN', 'Could not load list', 'Error fetching options'];

/** The titles of the fields that a node's form has to show for these parameters, those of added options included. */
function expectedTitles(type: string, parameters: Parameters): string[] {
	const description = descriptions[type];
	if (!description) throw new Error(`There is no node ${type}`);
	const node: INode = {
		id: '1',
		name: 'FHIR',
		type: `n8n-nodes-fhir.${type}`,
		typeVersion: newestVersion(type),
		position: [0, 0],
		parameters: parameters as INode['parameters'],
	};
	const values =
		NodeHelpers.getNodeParameters(description.properties, node.parameters, true, false, node, description) ?? {};
	const isShown = (property: INodeProperties) =>
		NodeHelpers.displayParameter(values, property, node, description) &&
		!['hidden', 'notice', 'callout'].includes(property.type);
	return description.properties.filter(isShown).flatMap((property) => {
		if (property.type !== 'collection') return [property.displayName];
		const added = (values[property.name] ?? {}) as INode['parameters'];
		const entries = ((property.options ?? []) as INodeProperties[]).filter(
			(entry) => entry.name in added && NodeHelpers.displayParameter(added, entry, node, description, values),
		);
		return [property.displayName, ...entries.map(({ displayName }) => displayName)];
	});
}

/** What is wrong with a form that is open: fields that it should show and does not, and signs of trouble in its text. */
export async function problemsOf(form: Locator, type: string, parameters: Parameters): Promise<string[]> {
	const shown = new Set(
		(await form.getByTestId('input-label').allInnerTexts()).map((text) => text.split('\n', 1)[0]?.trim()),
	);
	const text = await form.innerText();
	const missing = expectedTitles(type, parameters).filter((title) => !shown.has(title));
	return [
		...missing.map((title) => `the field "${title}" is not shown`),
		...signsOfTrouble.filter((sign) => text.includes(sign)).map((sign) => `it says "${sign}"`),
	];
}
