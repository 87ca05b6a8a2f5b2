import { type OperationMethod, operationRequest, type OperationTarget } from '../operation/operationRequest';
import type { OperationParameter } from '../operation/parameters';
import { resourceId } from '../request/path';
import type { FhirRequest } from '../request/request';

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

const targets: Readonly<Record<ExportScope['level'], (id: string) => Pick<OperationTarget, 'type' | 'id'>>> = {
	system: () => ({}),
	patients: () => ({ type: 'Patient' }),
	group: (id) => ({ type: 'Group', id: resourceId(id, 'Group ID') }),
	patient: (id) => ({ type: 'Patient', id: resourceId(id, 'Patient ID') }),
};

/**
 * The kick-off request of an export (Bulk Data Access §2.4.1): by GET in the query, or by POST in a Parameters resource. It asks
 * for a fresh result: some servers give the files of an earlier job to the same request. Throws an input `Failure` for an
 * ID or a value that cannot be sent.
 */
export function exportRequest(
	{ level, id = '' }: ExportScope,
	method: OperationMethod,
	parameters: readonly ExportParameter[],
): FhirRequest {
	const target = { name: '$export', ...targets[level](id) };
	const given = parameters.filter(({ values }) => values.length > 0).flatMap((one) => typed(one, method));
	const headers = { 'cache-control': 'no-cache' };
	return { ...operationRequest(target, method, given, 'Further Parameters'), headers };
}

/** In an address, values are text as they were typed; only references have no place there. */
function typed({ name, type, values, separated }: ExportParameter, method: OperationMethod): OperationParameter[] {
	const texts = separated === 'byComma' ? [values.join(',')] : values;
	if (type === 'Reference') return texts.map((reference) => ({ name, type, value: { reference } }));
	return texts.map((value) => ({ name, type: method === 'GET' ? 'string' : type, value }));
}
