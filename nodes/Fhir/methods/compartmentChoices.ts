import type { INodePropertyOptions } from 'n8n-workflow';
import type { ConnectionSource } from '../connection/sources';
import { servedCompartments } from '../rest/conformance/offers';
import { knownTypes } from '../rest/definitions/resourceTypes';
import { formServer } from './formServer';
import { descriptionOf, servedFirst } from './offeredEntry';

/** The compartments that FHIR defines, the most used first (R4 CompartmentDefinition). */
const compartments = ['Patient', 'Encounter', 'Practitioner', 'RelatedPerson', 'Device'];

/** The list of *Compartment*: those that the server lists first, the others marked. Rejects as `formServer` does. */
export async function compartmentChoices(source: ConnectionSource): Promise<INodePropertyOptions[]> {
	const [{ statement }, known] = await Promise.all([formServer(source), knownTypes()]);
	const served = statement ? servedCompartments(statement) : [];
	const named = [...known.keys()].filter((type) => served.includes(type.toLowerCase()));
	return [...new Set([...compartments, ...named])]
		.map((type) => ({ type, isServed: served.length === 0 || served.includes(type.toLowerCase()) }))
		.sort(servedFirst)
		.map((one) => ({
			name: one.type,
			value: one.type,
			description: descriptionOf(known.get(one.type)?.meaning ?? '', one),
		}));
}
