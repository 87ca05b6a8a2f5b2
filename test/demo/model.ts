import type { ModelScript } from '../servers/modelServer';

/**
 * The model of the demo's agent: it looks for a patient, then for the last weight, tries to delete it, and tells what it found.
 * It takes what it needs from what its tools return, as a real one does.
 */
export const recordScript: ModelScript = ({ results }) => {
	const [patients, weights, deletion] = results;
	if (!patients) return { tool: 'Find_Patients', input: { query: 'name=chalmers&birthdate=1974-12-25' } };
	const [patient] = itemsOf(patients.output);
	const ofPatient = `subject=Patient/${String(patient?.id)}`;
	if (!weights) {
		const query = `${ofPatient}&code=http://loinc.org|29463-7&_sort=-date&_count=1`;
		return { tool: 'Search_the_Record', input: { resourceType: 'Observation', query } };
	}
	const [weight] = itemsOf(weights.output);
	if (!deletion) return { tool: 'Delete_an_Observation', input: { id: String(weight?.id) } };
	const found = `${String(patient?.name)} weighed ${String(weight?.valueQuantity)} on ${String(weight?.effectiveDateTime)}.`;
	return { answer: `${found} I could not delete the result: ${deletion.output}` };
};

function itemsOf(output: string): Array<Record<string, unknown>> {
	return JSON.parse(output) as Array<Record<string, unknown>>;
}
