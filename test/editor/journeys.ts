import type { Page } from 'playwright-core';
import { waitUntil } from '../helpers/async';
import type { Checks } from './checks';
import { type Editor, shoot } from './editor';
import { chooseConnection } from './byClicks';
import { file, ownServer, openLast, rows } from './journeyWorkflows';
import { Person } from './person';

/** What somebody wants to do, from the open node on; gives what is wrong with the result. */
interface Journey {
	title: string;
	/** For the screenshot. */
	name: string;
	go: (editor: Editor, person: Person) => Promise<string[]>;
}

const typeOf = (value: string) => ({ __rl: true, mode: 'list', value, cachedResultName: value });

/** What the output should have said and did not. */
function lacking(said: string, ...parts: string[]): string[] {
	return parts
		.filter((part) => !said.includes(part))
		.map((part) => `the output lacks ${part}: ${JSON.stringify(said.slice(0, 400))}`);
}

/** A number of its own for each run, so that a server may be used again. */
const mrn = () => String(Date.now());

/** Adds a condition of a search; its parameter is looked for by what people call it. */
async function addCondition(person: Person, typed: string, parameter: string | RegExp): Promise<void> {
	const { page } = person;
	const fields = page.getByTestId('parameter-input-parameter').locator('input');
	// A search begins with a row.
	await fields.first().waitFor();
	const last = (await fields.count()) - 1;
	// What is there is shown once the list has been read.
	await waitUntil(async () => !(await fields.nth(last).inputValue()).startsWith('Loading'));
	const isEmpty = /^(Other\b.*)?$/.test(await fields.nth(last).inputValue());
	if (!isEmpty) await person.click(page.getByTestId('fixed-collection-add').first());
	const field = fields.nth(isEmpty ? last : last + 1);
	await field.waitFor();
	await person.click(field);
	await person.typeAndEnter(typed, parameter);
}

/** Chooses the connection of a node that was just added; no part of a journey, which begins with a credential. */
async function chooseServer(page: Page): Promise<void> {
	const baseUrl = ownServer();
	if (baseUrl === undefined) {
		await chooseConnection(page);
		return;
	}
	const helper = new Person(page);
	await helper.choose('parameter-input-authentication', /^\s*None(?! \()/);
	await helper.fill('baseUrl', baseUrl);
}

const journeys: Journey[] = [
	{
		title: 'A value set is expanded by its name',
		name: 'value-set',
		go: async (editor, person) => {
			await openLast(editor, 'A value set', {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'terminology', operation: 'expand' },
			});
			await person.findResource('valueSetUrl', 'gender', 'Gender (administrative)');
			return lacking(await person.execute(), 'female', 'male', 'other', 'unknown');
		},
	},
	{
		title: 'A patient is registered from {first, last, dob, email, mrn}, once only',
		name: 'register',
		go: async (editor, person) => {
			const row = { first: 'Ada', last: 'Okafor', dob: '02.04.1961', email: 'ada@example.org', mrn: mrn() };
			await openLast(editor, 'A registration', rows('Row', row), {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'resource', operation: 'create', resourceType: typeOf('Patient') },
			});
			await person.choose('parameter-input-specifyBody', 'Using Fields');
			await person.choose('mapping-mode-select', 'Map Automatically');
			await person.fill('identifierSystem', 'http://h.example/mrn');
			await person.click(person.page.getByTestId('parameter-input-onlyOnce').locator('.el-switch').first());
			const once = await person.execute('Okafor');
			const { clicks } = person;
			// Once more, to see that nobody is registered twice; no part of the journey.
			const twice = await person.execute('Some resources existed already');
			person.clicks = clicks;
			return [...lacking(once, 'Okafor', '1961-04-02', row.mrn), ...lacking(twice, 'existed already', row.mrn)];
		},
	},
	{
		title: 'Fifty rows of a spreadsheet are imported',
		name: 'spreadsheet',
		go: async (editor, person) => {
			const first = Number(mrn());
			const lines = Array.from({ length: 50 }, (_, index) => `${first + index},Muster${index},Max,1970-01-01`);
			const csv = ['MRN,Last Name,First Name,DOB', ...lines].join('\n');
			const read = { name: 'Rows', type: 'extractFromFile', typeVersion: 1.1, parameters: { operation: 'csv' } };
			await openLast(editor, 'A spreadsheet', ...file('patients.csv', csv), read, {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'resource', operation: 'create', resourceType: typeOf('Patient') },
			});
			await person.choose('parameter-input-specifyBody', 'Using Fields');
			await person.choose('mapping-mode-select', 'Map Automatically');
			await person.fill('identifierSystem', 'http://h.example/mrn');
			return lacking(await person.execute(), '50 items', 'Muster0');
		},
	},
	{
		title: 'A phone number is changed, and nothing else',
		name: 'phone',
		go: async (editor, person) => {
			await openLast(editor, 'A phone number', {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'resource', operation: 'updateFields', resourceType: typeOf('Patient') },
			});
			await person.chooseMode('resourceId', 'From');
			await person.findResource('resourceId', 'amari', /Amari/);
			await person.choose('parameter-input-specifyBody', 'Using Fields');
			await person.fill('telecom[phone].value', '+49 228 555 0999');
			const said = await person.execute();
			return lacking(said, '+49 228 555 0999', 'Amari', '1951-03-08', 'leila.amari@example.org');
		},
	},
	{
		title: 'A document is uploaded and found',
		name: 'document',
		go: async (editor, person) => {
			const name = `letter-${mrn()}.txt`;
			await openLast(editor, 'A letter', ...file(name, 'Dear colleague, …'), {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'binary', operation: 'upload' },
			});
			await person.findResource('patient', 'amari', /Amari/);
			const uploaded = lacking(await person.execute(), 'DocumentReference');
			await openLast(editor, 'Letters', {
				name: 'FHIR',
				type: 'fhir',
				parameters: { resource: 'resource', operation: 'getAll', resourceType: typeOf('DocumentReference') },
			});
			await addCondition(person, 'patient', /^patient/);
			await person.findResource('reference', 'amari', /Amari/);
			return [...uploaded, ...lacking(await person.execute(), name)];
		},
	},
	{
		title: 'The newest three haemoglobin results of each patient',
		name: 'haemoglobin',
		go: async (editor, person) => {
			const { page } = editor;
			const cohort = '_id=clinic-amari,clinic-falk,clinic-owusu';
			const search = { resource: 'resource', operation: 'getAll' };
			await openLast(
				editor,
				'Haemoglobin',
				{
					name: 'Patients',
					type: 'fhir',
					parameters: {
						...search,
						resourceType: typeOf('Patient'),
						searchBy: 'queryString',
						queryString: cohort,
					},
				},
				{ name: 'FHIR', type: 'fhir', parameters: { ...search, resourceType: typeOf('Observation') } },
			);
			const id = page.getByTestId('ndv-input-panel').locator('[data-target]').filter({ hasText: /^id$/ });
			await id.first().waitFor();
			await addCondition(person, 'patient', /^patient/);
			await person.drag(id.first(), 'value');
			await addCondition(person, 'code', /^code –/);
			await person.click(page.getByTestId('parameter-input-value').nth(1).locator('input').first());
			await person.type('http://loinc.org|718-7');
			await person.click(person.input('sort'));
			await person.typeAndEnter('newest', /^date/);
			await person.click(person.input('limit'));
			await person.press('Control+a');
			await person.type('3');
			return lacking(await person.execute(), '7 items', '12.9', '13.5', '10.7');
		},
	},
	{
		title: 'Ten patients born after 1970 in a table',
		name: 'table',
		go: async (editor, person) => {
			const { page } = editor;
			await openLast(editor, 'Patients');
			await person.click(page.getByTestId('canvas-handle-plus').first());
			await page.getByTestId('node-creator-search-bar').waitFor();
			await person.type('FHIR');
			const entries = page.getByTestId('node-creator-item-name');
			await entries
				.filter({ hasText: /^FHIR$/ })
				.first()
				.waitFor();
			await person.press('Enter');
			await person.click(entries.filter({ hasText: 'Get many patients' }).first());
			await page.getByTestId('node-parameters').waitFor();
			await chooseServer(page);
			await addCondition(person, 'birth', /^birthdate/);
			await person.click(person.input('match'));
			await person.typeAndEnter('greater than or', 'Greater Than or Equal');
			await person.fill('value', '1970-01-01');
			await person.click(person.input('limit'));
			await person.press('Control+a');
			await person.type('10');
			await person.click(person.input('output'));
			await person.typeAndEnter('table', 'Table');
			return lacking(await person.execute('familyName'), '10 items', 'birthDate', 'phone');
		},
	},
];

/** Goes each way as a person does, and says how many clicks and keys it took. */
export async function goJourneys(editor: Editor, checks: Checks): Promise<void> {
	for (const { title, name, go } of journeys.filter(
		(j) => !process.env.ONLY || process.env.ONLY.split(',').includes(j.name),
	)) {
		await checks.attempt(title, async () => {
			const person = new Person(editor.page);
			const problems = await go(editor, person).finally(async () => await shoot(editor.page, `journey-${name}`));
			console.log(`  ${title}: ${person.clicks} clicks, ${person.keys} keystrokes`);
			return problems;
		});
	}
}
