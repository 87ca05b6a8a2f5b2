import { inputFailure } from '../../transport/errors/failure';
import { type OperationParameter, parametersResource } from '../operation/parameters';
import { operationPath, resourceId } from '../request/path';
import type { FhirRequest, Query } from '../request/request';

/** Whose data is exported (Bulk Data Access §2.4.1). */
export interface ExportScope {
	readonly level: 'system' | 'patients' | 'group' | 'patient';
	/** Of the group or the patient. */
	readonly id?: string;
}

/** One parameter of the kick-off request, with one or more values. */
export interface ExportParameter {
	/** As the specification spells it, e.g. `_since`. */
	readonly name: string;
	/** The FHIR data type that it has in a Parameters resource. */
	readonly type: string;
	readonly values: readonly string[];
	/** Are several values one text with commas, or the parameter several times? */
	readonly separated: 'byComma' | 'repeated';
}

const paths: Readonly<Record<ExportScope['level'], (id: string) => string>> = {
	system: () => operationPath('$export'),
	patients: () => operationPath('$export', 'Patient'),
	group: (id) => operationPath('$export', 'Group', resourceId(id, 'Group ID')),
	patient: (id) => operationPath('$export', 'Patient', resourceId(id, 'Patient ID')),
};

/**
 * The kick-off request of an export (Bulk Data Access §2.4.1): by GET in the query, or by POST in a Parameters resource. It asks
 * for a fresh result: some servers give the files of an earlier job to the same request. Throws an input `Failure` for an
 * ID or a value that cannot be sent.
 */
export function exportRequest(
	{ level, id = '' }: ExportScope,
	method: 'GET' | 'POST',
	parameters: readonly ExportParameter[],
): FhirRequest {
	const path = paths[level](id);
	const headers = { 'cache-control': 'no-cache' };
	const common = { interaction: 'operation', method, path, headers } as const;
	const given = parameters.filter(({ values }) => values.length > 0);
	if (method === 'GET') return { ...common, query: queryOf(given) };
	return {
		...common,
		body: given.length > 0 ? parametersResource(given.flatMap(typed)) : { resourceType: 'Parameters' },
	};
}

function queryOf(parameters: readonly ExportParameter[]): Query {
	return parameters.flatMap(({ name, type, values, separated }) => {
		if (type === 'Reference') {
			throw inputFailure(
				`"${name}" cannot be sent by GET`,
				'Choose POST under HTTP Method: a list of patients has no place in an address.',
			);
		}
		return separated === 'byComma'
			? [[name, values.join(',')] as const]
			: values.map((value) => [name, value] as const);
	});
}

function typed({ name, type, values, separated }: ExportParameter): OperationParameter[] {
	const texts = separated === 'byComma' ? [values.join(',')] : values;
	return texts.map((text) => ({ name, type, value: type === 'Reference' ? { reference: text } : text }));
}
