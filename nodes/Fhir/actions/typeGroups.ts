import type { ConnectionSource } from '../connection/sources';
import type { Operation, OperationGroup } from './contract';

/** A resource type with an entry of its own in *Resource*. */
interface EverydayType {
	readonly type: string;
	readonly name: string;
	/** What the workflow's JSON holds. */
	readonly value: string;
	readonly description: string;
	/** As actions say it: "Create a patient", "Get many patients". */
	readonly one: string;
	readonly many: string;
}

/** The types that most workflows are about, the most common first. */
const everydayTypes: readonly EverydayType[] = [
	{
		type: 'Patient',
		name: 'Patient',
		value: 'patient',
		description: "Patients, and a patient's whole record",
		one: 'a patient',
		many: 'patients',
	},
	{
		type: 'Observation',
		name: 'Observation',
		value: 'observation',
		description: 'Lab results, vital signs and other measurements and findings',
		one: 'an observation',
		many: 'observations',
	},
	{
		type: 'Condition',
		name: 'Condition',
		value: 'condition',
		description: 'Diagnoses and problems of patients',
		one: 'a condition',
		many: 'conditions',
	},
	{
		type: 'Encounter',
		name: 'Encounter',
		value: 'encounter',
		description: 'Visits and stays of patients, and everything that belongs to one of them',
		one: 'an encounter',
		many: 'encounters',
	},
	{
		type: 'Appointment',
		name: 'Appointment',
		value: 'appointment',
		description: 'Appointments: who meets whom, when and where',
		one: 'an appointment',
		many: 'appointments',
	},
	{
		type: 'MedicationRequest',
		name: 'Medication Request',
		value: 'medicationRequest',
		description: 'Prescriptions and other orders of medication',
		one: 'a medication request',
		many: 'medication requests',
	},
	{
		type: 'DocumentReference',
		name: 'Document Reference',
		value: 'documentReference',
		description: 'Letters, reports and scans of patients; the files themselves are under Binary',
		one: 'a document reference',
		many: 'document references',
	},
];

/** The operations of *Any Resource* that they have, by value. */
const everydayOperations = ['create', 'upsert', 'delete', 'get', 'getAll', 'updateFields'];

/**
 * The groups as the form offers them: these, and one for each everyday type, which has operations of `anyResource` with the type
 * fixed. A type that has a group with operations of its own keeps those.
 */
export function withTypeGroups(groups: readonly OperationGroup[], anyResource: OperationGroup): OperationGroup[] {
	const shared = anyResource.operations.filter(({ choice }) => everydayOperations.includes(choice.value));
	const typed = everydayTypes.map((type, rank): OperationGroup => {
		const own = groups.find(({ value }) => value === type.value);
		const { name, value, description } = type;
		return {
			name,
			value,
			description,
			operations: own?.operations ?? [],
			shared: shared.map((operation) => aboutType(operation, type)),
			defaultOperation: anyResource.defaultOperation,
			...(own && { oldDefault: own.defaultOperation }),
			rank,
		};
	});
	const values = new Set(typed.map(({ value }) => value));
	const others = groups.filter(({ value }) => !values.has(value));
	return [...typed, ...others.map((group) => (group === anyResource ? { ...group, rank: typed.length } : group))];
}

/** The same operation in the words of the type; its fields are the same object, by which the form knows that it is shared. */
function aboutType(operation: Operation, { one, many }: EverydayType): Operation {
	const { choice } = operation;
	const description = choice.description.replace('a new resource', `a new ${one.slice(one.indexOf(' ') + 1)}`);
	const action = choice.action.replace('many resources', `many ${many}`).replace('a resource', one);
	return { ...operation, choice: { ...choice, action, description } };
}

/** The resource type that a group of the form is about; undefined for one that is about no type in particular. */
export function typeOfGroup(groupValue: unknown): string | undefined {
	return everydayTypes.find(({ value }) => value === groupValue)?.type;
}

/** The open form, with the type of its group as its *Resource Type*: what an earlier choice has left there does not count. */
export function withGroupType(source: ConnectionSource): ConnectionSource {
	return {
		...source,
		parameter: (name) =>
			(name === 'resourceType' ? typeOfGroup(source.parameter('resource')) : undefined) ?? source.parameter(name),
	};
}
