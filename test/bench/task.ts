/** What everyone in the bench is asked to do. */
export interface Task {
	readonly kind: 'reads' | 'creates' | 'search' | 'sendItems';
	/** Resources read, created or found. */
	readonly count: number;
	/** Requests under way at a time, for those who can be told. */
	readonly concurrency: number;
	/** Matches on a page of a search. */
	readonly pageSize?: number;
	/** The field's expression is no mere path into the item: n8n has to work it out. */
	readonly workedOut?: boolean;
}

/** Where the server is, and what a contender may know of it. It crosses into other processes. */
export interface Place {
	readonly baseUrl: string;
	/** PEM of the private CA. */
	readonly ca: string;
	readonly oauth: { readonly tokenUrl: string; readonly clientId: string; readonly clientSecret: string };
	/** A valid token, for those who cannot get one by themselves behind a private CA. */
	readonly token: string;
	/** Patients that exist. */
	readonly ids: readonly string[];
}

/** One way to talk to a FHIR server. */
export interface Contender {
	/** Makes ready what is not to be timed; the function it gives does the task, and says how many resources came back. */
	prepare(task: Task): () => Promise<number>;
}

/** A Patient as hospitals send them, about a kilobyte of JSON. */
export function patient(number: number) {
	return {
		resourceType: 'Patient',
		identifier: [
			{
				use: 'usual',
				system: 'http://hospital.example/mrn',
				value: `MRN-${number}`,
				assigner: { display: 'Hospital' },
			},
			{ use: 'official', system: 'http://insurer.example/member', value: `M-${number * 7}` },
		],
		active: true,
		name: [
			{ use: 'official', family: `Müller-${number}`, given: ['Anna', 'Katharina'], prefix: ['Dr.'] },
			{ use: 'maiden', family: 'Schmidt' },
		],
		telecom: [
			{ system: 'phone', value: '+49 30 1234567', use: 'home' },
			{ system: 'email', value: `patient${number}@mail.example`, use: 'work' },
		],
		gender: 'female',
		birthDate: '1974-12-25',
		address: [
			{ use: 'home', line: ['Hauptstraße 17', 'Hinterhaus'], city: 'Berlin', postalCode: '10115', country: 'DE' },
		],
		maritalStatus: {
			coding: [{ system: 'http://terminology.hl7.org/CodeSystem/v3-MaritalStatus', code: 'M', display: 'Married' }],
		},
		communication: [{ language: { coding: [{ system: 'urn:ietf:bcp:47', code: 'de' }] }, preferred: true }],
		generalPractitioner: [{ display: 'Praxis Dr. Weber' }],
	};
}

/** Runs `work` for 0 … count-1, `concurrency` of them at a time. */
export async function inParallel(count: number, concurrency: number, work: (index: number) => Promise<void>) {
	let next = 0;
	const orderingKey = async () => {
		while (next < count) await work(next++);
	};
	await Promise.all(Array.from({ length: concurrency }, orderingKey));
}
