import type { ScriptedResponse } from '../support/scripted';

/** The parameters that choose an operation of the group Terminology. */
export const terminology = (operation: string) => ({ resource: 'terminology', operation });

/** A response with a Parameters resource. */
export const parametersOf = (...parameter: object[]): ScriptedResponse => ({
	body: { resourceType: 'Parameters', parameter },
});
