import { listOf } from '../../form/fields/searchCriteria';
import type { Parameters } from '../../form/parameters';
import { type ExportParameter, exportRequest, type ExportScope } from '../../rest/bulk/exportRequest';
import { instantText } from '../../rest/request/instant';
import { inputText } from '../../rest/request/inputText';
import { resourcePath, resourceType } from '../../rest/request/path';
import type { FhirRequest } from '../../rest/request/request';
import { inputFailure } from '../../transport/errors/failure';
import { sinceInstantField } from './exportFields';
import { furtherParametersOf } from './furtherParameters';

/** Makes the kick-off request, with the time since when, if there is one. */
export type RequestSince = (since: string | undefined) => FhirRequest;

/** Reads the fields of an export. Throws an input `Failure` that names the field at fault. */
export function exportRequestOf(parameters: Parameters): RequestSince {
	const scope = scopeOf(parameters);
	const before = typesOf(parameters);
	const after = optionsOf(parameters);
	const patients = patientsOf(parameters);
	const chosen = parameters.optionText('httpMethod') === 'POST' ? 'POST' : 'GET';
	const method = patients.length > 0 ? 'POST' : chosen;
	const make: RequestSince = (since) =>
		exportRequest(scope, method, [
			...before,
			{ name: '_since', type: 'instant', values: since === undefined ? [] : [since], separated: 'repeated' },
			...after,
			{ name: 'patient', type: 'Reference', values: patients, separated: 'repeated' },
		]);
	// What cannot be sent is refused before anything is.
	make(undefined);
	return make;
}

/** The text of *Changed Since*. Throws an input `Failure` for what is not an instant. */
export function sinceInstantOf(parameters: Parameters): string {
	return instantText(parameters.dateTime('sinceInstant'), sinceInstantField.displayName);
}

const levels: ReadonlySet<string> = new Set<ExportScope['level']>(['system', 'patients', 'group', 'patient']);

function scopeOf(parameters: Parameters): ExportScope {
	const level = parameters.text('level');
	if (level === 'group') return { level, id: parameters.id('groupId', 'Group') };
	if (level === 'patient') return { level, id: parameters.id('patientId', 'Patient') };
	if (levels.has(level)) return { level: level as ExportScope['level'] };
	throw inputFailure('"Export" has no such choice', 'Choose one from the list.');
}

function typesOf(parameters: Parameters): ExportParameter[] {
	const types = listOf(parameters.text('types')).map((type) => resourceType(type, 'Resource Types'));
	return [{ name: '_type', type: 'string', values: types, separated: 'byComma' }];
}

function optionsOf(parameters: Parameters): ExportParameter[] {
	const text = (name: string) => parameters.optionText(name) ?? '';
	const single = (value: string) => (value === '' ? [] : [value]);
	const filters = text('typeFilters')
		.split('\n')
		.map((filter) => filter.trim())
		.filter(Boolean);
	return [
		{ name: '_elements', type: 'string', values: listOf(text('elements')), separated: 'byComma' },
		{ name: '_typeFilter', type: 'string', values: filters, separated: 'repeated' },
		{
			name: 'includeAssociatedData',
			type: 'code',
			values: listOf(text('includeAssociatedData')),
			separated: 'repeated',
		},
		{ name: 'organizeOutputBy', type: 'string', values: single(text('organizeOutputBy')), separated: 'repeated' },
		{ name: '_outputFormat', type: 'string', values: single(text('outputFormat')), separated: 'repeated' },
		...furtherOf(parameters),
	];
}

function furtherOf(parameters: Parameters): ExportParameter[] {
	return furtherParametersOf(parameters).map(({ name, type, value }) => ({
		name,
		type,
		values: [inputText(value, name)],
		separated: 'repeated',
	}));
}

function patientsOf(parameters: Parameters): string[] {
	return listOf(parameters.optionText('patients')).map((patient) => {
		const id = patient.replace(/^Patient\//, '');
		return resourcePath('Patient', id);
	});
}
