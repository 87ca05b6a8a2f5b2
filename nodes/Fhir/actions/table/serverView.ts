import type { INodeProperties } from 'n8n-workflow';
import { viewFields } from '../../form/fields/table';
import { tableSettings, type TableSettings } from '../../form/fields/tableSettings';
import type { Parameters } from '../../form/parameters';
import type { Session } from '../../items/session';
import type { Resource } from '../../rest/model/resource';
import { canonical } from '../../rest/operation/operationRequest';
import { resourceId } from '../../rest/request/path';
import { isTypeTable } from '../../rest/view/byType/typeTable';
import { readStoredView, type StoredView } from '../../rest/viewRun/storedView';
import { inputFailure } from '../../transport/errors/failure';

const fromServerChoice = {
	name: 'ViewDefinition on the Server',
	value: 'server',
	description: 'A view of SQL on FHIR that the server keeps',
};

const storedField: INodeProperties = {
	displayName: 'ViewDefinition ID or URL',
	name: 'storedView',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. patients or https://example.org/ViewDefinition/patients|1.0',
	description:
		'ID of the ViewDefinition on the server, or its canonical URL, optionally with a version after a vertical bar',
	displayOptions: { show: { viewFrom: [fromServerChoice.value] } },
};

/** The fields of a view of one type, which may be kept by the server. */
export const serverViewFields: INodeProperties[] = [...viewFields.map(ownField), storedField];

/** The same without what no server can do. */
export const exportedViewFields: INodeProperties[] = serverViewFields
	.filter((field) => !isOnlyHere(field))
	.map((field) => (field.name === 'viewFrom' ? withoutByType(field) : field));

function isOnlyHere({ name, default: initial, displayOptions }: INodeProperties): boolean {
	if (name === 'viewFrom') return initial === 'byType';
	const shown = displayOptions?.show?.viewFrom;
	return shown?.length === 1 && shown[0] === 'byType';
}

function withoutByType({ displayOptions: _, ...field }: INodeProperties): INodeProperties {
	const options = (field.options ?? []).filter((one) => !('value' in one) || one.value !== 'byType');
	return { ...field, options };
}

function ownField(field: INodeProperties): INodeProperties {
	if (field.name === 'viewFrom') return { ...field, options: [...(field.options ?? []), fromServerChoice] };
	if (field.name !== 'tableType') return field;
	return {
		...field,
		displayName: 'Resource Type',
		default: 'Patient',
		required: true,
		description: 'The type of the resources, as FHIR spells it',
	};
}

/** A view of all resources of one type. */
export interface ServerView extends Omit<TableSettings, 'resource'> {
	readonly type: string;
	/** The same view as a ViewDefinition; undefined where only the node makes such a table. */
	readonly view: Resource | undefined;
}

/**
 * Reads the view; the returned function reads it from the server if it is kept there. Throws an input `Failure` that names the
 * field at fault; the function rejects as `readStoredView` does, and with an input `Failure` for a view that cannot be used.
 */
export function serverViewOf(parameters: Parameters): (session: Session) => Promise<ServerView> {
	if (parameters.text('viewFrom') !== fromServerChoice.value) {
		const typed = withType(tableSettings(parameters));
		return async () => await Promise.resolve(typed);
	}
	const place = storedViewOf(parameters);
	return async ({ client, signal }) => withType(tableSettings(parameters, await readStoredView(client, place, signal)));
}

/** The settings of a table that is about one type; throws an input `Failure` where that is missing. */
function withType({ resource: view, ...table }: TableSettings): ServerView {
	const { definition } = table;
	const type = isTypeTable(definition) ? definition.only : definition.resource;
	if (type !== undefined) return { ...table, type, view };
	throw inputFailure('"Resource Type" is empty', 'Enter the type of the resources, e.g. `Patient`.');
}

function storedViewOf(parameters: Parameters): StoredView {
	const typed = parameters.text(storedField.name);
	if (typed.includes('://') || typed.startsWith('urn:')) return canonical(typed, storedField.displayName);
	return { id: resourceId(parameters.id(storedField.name, 'ViewDefinition'), storedField.displayName) };
}
