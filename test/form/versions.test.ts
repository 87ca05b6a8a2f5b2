import { type IDataObject, type INode, type INodeParameters, type INodeProperties, NodeHelpers } from 'n8n-workflow';
import { groups } from '../../nodes/Fhir/actions/registry';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { connectionOptionFields } from '../../nodes/Fhir/form/fields/connection';
import formOfVersion1 from './version1.json';

const { description } = new Fhir();

/** What n8n makes of the parameters of a node of this version before it runs it: those that its form has, with their defaults. */
function kept(typeVersion: number, parameters: IDataObject): INodeParameters {
	const node = { id: '1', name: 'FHIR', type: 'fhir', typeVersion, position: [0, 0], parameters } as INode;
	const { properties } = description;
	const all = NodeHelpers.getNodeParameters(properties, node.parameters, true, false, node, description);
	if (!all) throw new Error('no parameters');
	return all;
}

/** The entries that the editor offers in a collection of a node, where nothing is in it yet. */
function offered(typeVersion: number, collection: string, parameters: IDataObject): string[] {
	const values = { ...kept(typeVersion, parameters) };
	const node = { id: '1', name: 'FHIR', type: 'fhir', typeVersion, position: [0, 0], parameters: values } as INode;
	return description.properties
		.filter(({ name, type }) => name === collection && type === 'collection')
		.filter((field) => NodeHelpers.displayParameter(values, field, node, description))
		.flatMap(({ options = [] }) => options.flatMap((option) => ('type' in option ? [option] : [])))
		.filter((field) => field.type !== 'hidden')
		.filter((field) =>
			NodeHelpers.displayParameter((values.options ?? {}) as INodeParameters, field, node, description, values),
		)
		.map(({ name }) => name);
}

const operations = groups.flatMap(({ value, operations: all }) =>
	all.map(({ choice, isLocal }) => ({ resource: value, operation: choice.value, isLocal })),
);

/** A default as JSON. That of a field with several modes is what it holds: text that was saved before it had them stays valid. */
function defaultOf({ default: value }: INodeProperties): string {
	const isLocator = typeof value === 'object' && value !== null && 'mode' in value && 'value' in value;
	return JSON.stringify(isLocator ? value.value : value);
}

/** The fields and options of an operation in version 1, each with its default as JSON. */
function shapeOf(resource: string, operation: string): Record<string, string> {
	const shape: Record<string, string> = {};
	for (const field of description.properties) {
		const { show = {} } = field.displayOptions ?? {};
		const isOf = (name: string, value: unknown) => show[name] === undefined || show[name].includes(value as string);
		if (!isOf('resource', resource) || !isOf('operation', operation) || !isOf('@version', 1)) continue;
		if (field.name !== 'options') {
			shape[field.name] ??= defaultOf(field);
			continue;
		}
		for (const option of field.options ?? []) {
			if (!('type' in option)) continue;
			const versions = option.displayOptions?.show?.['@version'];
			if (versions === undefined || versions.includes(1)) shape[`options.${option.name}`] = defaultOf(option);
		}
	}
	return shape;
}

describe('Version 1 of the form still has each field with its default:', () => {
	const { common, connection, ...own } = formOfVersion1 as Record<string, Record<string, string>>;
	test.each(Object.entries(own))('%s', (key, { local, ...fields }) => {
		const [resource = '', operation = ''] = key.split(':');
		const expected = { ...common, ...(local === undefined && connection), ...fields };
		expect(shapeOf(resource, operation)).toMatchObject(expected);
	});
});

const local = operations.filter(({ isLocal }) => isLocal).map(({ operation }) => operation);
const settings = connectionOptionFields.map(({ name }) => name);
const withoutLogin = { authentication: 'none', baseUrl: 'https://fhir.example' };

describe.each(operations.filter(({ isLocal }) => !isLocal))('$resource → $operation', ({ resource, operation }) => {
	const chosen = { resource, operation, ...withoutLogin };

	it('has what concerns the connection in Options in version 1', () => {
		const expected = settings.filter((name) => name !== 'concurrency');
		expect(offered(1, 'options', chosen)).toEqual(expect.arrayContaining(expected));
		expect(offered(1, 'connection', chosen)).toEqual([]);
	});

	it('has what concerns the connection in Connection in version 1.1', () => {
		const expected = settings.filter((name) => name !== 'concurrency');
		expect(offered(1.1, 'connection', chosen)).toEqual(expect.arrayContaining(expected));
		const options = offered(1.1, 'options', chosen);
		expect(options.filter((name) => name === 'rewriteLinks' || settings.includes(name))).toEqual([]);
	});

	it('has the same settings of the connection in both versions', () => {
		const ofConnection = (names: string[]) =>
			names.filter((name) => name === 'rewriteLinks' || settings.includes(name)).sort();
		expect(ofConnection(offered(1.1, 'connection', chosen))).toEqual(ofConnection(offered(1, 'options', chosen)));
	});

	it('keeps what version 1 was saved with in Options', () => {
		const options = {
			timeout: 5_000,
			retries: '={{ $json.retries }}',
			addFormat: true,
			headersBelowBaseUrlOnly: true,
			headers: { header: [{ name: 'X-Tenant', value: 'a' }] },
		};
		expect(kept(1, { ...chosen, options }).options).toEqual(options);
	});
});

test.each(local)('%s, which needs no server, has no settings of a connection', (operation) => {
	const { resource = '' } = operations.find((one) => one.operation === operation) ?? {};
	expect(offered(1.1, 'connection', { resource, operation })).toEqual([]);
});

describe('Version 1.1 shows an option only where it means something:', () => {
	const sendItems = { resource: 'bundle', operation: 'sendItems', ...withoutLogin };
	const ofMethods = ['allowUnknownElements', 'fullUrl', 'ifMatch', 'ifNoneExist', 'ifNoneMatch'];

	it.each([
		['create', ['allowUnknownElements', 'fullUrl', 'ifNoneExist']],
		['upsert', ['allowUnknownElements', 'fullUrl', 'ifMatch', 'ifNoneMatch']],
		['update', ['allowUnknownElements', 'fullUrl', 'ifMatch', 'ifNoneMatch']],
		['patch', ['fullUrl', 'ifMatch']],
		['delete', ['ifMatch']],
		['get', ['ifNoneMatch']],
		['={{ $json.method }}', ofMethods],
	])('those of the method of Send Items: %s', (itemMethod, names) => {
		const chosen = { ...sendItems, itemMethod };
		expect(offered(1.1, 'options', chosen).filter((name) => ofMethods.includes(name))).toEqual(names);
		expect(offered(1, 'options', chosen)).toEqual(expect.arrayContaining(ofMethods));
	});

	it('those of a job of Run', () => {
		const run = { resource: 'operation', operation: 'run', ...withoutLogin };
		const ofJob = ['jobTimeout', 'pollInterval'];
		expect(offered(1.1, 'options', run)).not.toEqual(expect.arrayContaining(ofJob));
		expect(offered(1.1, 'options', { ...run, options: { respondAsync: true } })).toEqual(expect.arrayContaining(ofJob));
		expect(offered(1, 'options', run)).toEqual(expect.arrayContaining(ofJob));
		const options = { respondAsync: '={{ $json.long }}', pollInterval: 5 };
		expect(kept(1.1, { ...run, options }).options).toEqual(options);
	});

	it('those of a search that does not only count; what is saved goes on to be sent', () => {
		const search = { resource: 'resource', operation: 'getAll', ...withoutLogin };
		const options = { summary: 'count', count: 5 };
		expect(offered(1.1, 'options', search)).toEqual(expect.arrayContaining(['count', 'elements', 'total']));
		const counting = offered(1.1, 'options', { ...search, options });
		expect(counting.filter((name) => ['count', 'elements', 'total'].includes(name))).toEqual([]);
		expect(kept(1.1, { ...search, sort: 'name', options })).toMatchObject({ sort: 'name', options });
	});
});
