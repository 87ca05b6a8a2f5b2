import { azure } from './azure';
import type { ImportDescription, OperationState } from './description';
import { google } from './google';
import { hapi } from './hapi';
import { smart } from './smart';

/** All kinds of imports, by their names in the form. */
export const imports: Readonly<Record<string, ImportDescription>> = { azure, google, hapi, smart };

/** How far a job that is not FHIR's own is, by what its status URL gives; undefined for anything else. */
export function operationState(body: unknown): OperationState | undefined {
	for (const { operation } of Object.values(imports)) {
		const state = operation?.read(body);
		if (state) return state;
	}
	return undefined;
}
