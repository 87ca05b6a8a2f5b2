import { isObject } from '../../support/json';
import { inputFailure } from '../../transport/errors/failure';
import { isRecordNumber } from '../model/recordNumber';
import type { Resource } from '../model/resource';
import { versionOfETag } from '../model/resourceUrl';
import { isMissingValue } from './inputText';
import { versionId } from './path';
import { encodeQuery, escapedToken } from './query';
import type { Query } from './request';

/** Parameters that shape the result and select no resources (R4 §3.1.1.5). */
const resultParameter =
	/^_(count|contained|containedType|elements|format|include|maxresults|pretty|revinclude|score|sort|summary|total)(:|$)/;

/** A comparison without anything to compare with (R4 §3.1.1.4.6), also of a quantity, whose unit is after a bar. */
const prefixAlone = /^(eq|ne|gt|lt|ge|le|sa|eb|ap)$/;

/**
 * The search parameters of R4 to R5 that are compared: dates, numbers and quantities. For any other, `le` or `ne` is a text to
 * look for, such as a family name or a state.
 */
const comparedNames =
	/(?:^|-)(?:age|end|override|period|quantity|range|start|target|time|timestamp)$|date(?:time)?$|^(?:_lastUpdated|authored|authored-?on|collected|created|datewritten|effective|expiry|identified|issued|length|modified|occurrence|onset|priority-order|probability|received|recorded|sent|started|totalgross|totalnet|when|whenhandedover|whenprepared)$/;

/**
 * The criteria of a conditional write (R4 §3.1.0.4.3, §3.1.0.7.1, §3.1.0.8.1). Returns them
 * unchanged, and throws an input `Failure` if they select nothing, or if a value is missing in them, as where an
 * expression gave none: a server would apply the write to more resources than were meant.
 */
export function condition(criteria: Query, field = 'Search Parameters'): Query {
	const selecting = criteria.filter(([name]) => !resultParameter.test(name));
	if (selecting.length === 0) {
		throw inputFailure(
			criteria.length === 0
				? `"${field}" is empty, so it would match every resource of the type`
				: `"${field}" has no criterion, so it would match every resource of the type`,
			'Enter what identifies the resource, e.g. `identifier` with the value `http://hospital.example/mrn|1234`.',
		);
	}
	for (const [name, value] of selecting) assertComplete(name, value, field);
	return criteria;
}

/** Each of the alternatives in a value needs something to look for. The value itself may identify a patient. */
function assertComplete(name: string, value: string, field: string): void {
	const isCompared = isComparedName(name);
	const missing = partsOf(value, ',')
		.map((alternative) => missingIn(alternative, isCompared))
		.find(Boolean);
	if (missing === undefined) return;
	throw inputFailure(
		`"${field}": the value of \`${name}\` ${missing}, so it would match more resources than are meant`,
		'Where the value comes from an expression, check that the input item has it. A comma or vertical bar that belongs to the value is written `\\,` or `\\|`.',
	);
}

function missingIn(alternative: string, isCompared: boolean): string | undefined {
	if (alternative.trim() === '') return 'has nothing before or after a comma';
	const [first = '', ...others] = partsOf(alternative, '|');
	if (others.at(-1)?.trim() === '') return 'has nothing after the vertical bar';
	if (isMissingValue(alternative.replace(/^.*[|/]/s, '')))
		return 'has the text of a missing value (undefined, null or NaN)';
	return isCompared && prefixAlone.test(first.trim()) ? 'is a comparison without a value' : undefined;
}

/** Is it a parameter that is compared, also at the end of a chain (`patient.birthdate`, `_has:Observation:patient:date`)? */
function isComparedName(name: string): boolean {
	const own = name.startsWith('_has:') ? name.replace(/^.*:/, '') : name;
	return comparedNames.test(own.replace(/^.*\./, '').replace(/:.*$/, ''));
}

/** The parts of a value between separators; one with a backslash before it belongs to the value (R4 §3.1.1.4.1.1). */
function partsOf(value: string, separator: ',' | '|'): string[] {
	const parts: string[] = [];
	let start = 0;
	for (let at = 0; at < value.length; at++) {
		if (value[at] === '\\') at++;
		else if (value[at] === separator) {
			parts.push(value.slice(start, at));
			start = at + 1;
		}
	}
	return [...parts, value.slice(start)];
}

/**
 * The criteria that find a resource by its own identifier: its medical record number, else the first one, of those with a
 * system and a value. Throws an input `Failure`
 * where it has none; `field` is what asks for it.
 */
export function ownIdentifier(resource: Resource, field: string): Query {
	const { system, value } = keyIdentifier(resource) ?? {};
	if (isFilled(system) && isFilled(value)) return [['identifier', `${escapedToken(system)}|${escapedToken(value)}`]];
	throw inputFailure(
		`"${field}" needs an identifier with a system and a value, but the resource has none`,
		'Fill in an identifier, such as the Medical Record Number, and the URL that says whose numbers they are, e.g. in "Identifier System".',
	);
}

/** The resource without the identifier that `ownIdentifier` finds it by. */
export function withoutOwnIdentifier(resource: Resource): Resource {
	const key = keyIdentifier(resource);
	const { identifier, ...others } = resource;
	const left = Array.isArray(identifier) ? identifier.filter((one) => one !== key) : [];
	return { ...others, ...(left.length > 0 && { identifier: left }) };
}

function keyIdentifier({ identifier }: Resource): Record<string, unknown> | undefined {
	const all: unknown[] = Array.isArray(identifier) ? identifier : [identifier];
	const entries = all.filter(isObject).filter(({ system, value }) => isFilled(system) && isFilled(value));
	return entries.find(isRecordNumber) ?? entries[0];
}

function isFilled(value: unknown): value is string {
	return typeof value === 'string' && value !== '';
}

/**
 * The header of a conditional create (R4 §3.1.0.8.1): the criteria, encoded as in a URL. Throws as `condition` does.
 */
export function ifNoneExist(criteria: Query, field: string): { 'if-none-exist': string } {
	return { 'if-none-exist': encodeQuery(condition(criteria, field)) };
}

/**
 * The value of If-Match and If-None-Match (R4 §3.1.0.5), `W/"3"`, from a version ID (`3`) or an ETag. Throws an input
 * `Failure` if it is neither.
 */
export function entityTag(version: string, field = 'If Match'): string {
	return `W/"${versionId(versionOfETag(version) ?? version, field)}"`;
}

/** The `meta.versionId` of a resource; throws an input `Failure` if it has none. */
export function ownVersion({ meta }: Resource, field = 'Body'): string {
	const version: unknown = meta?.versionId;
	if (typeof version === 'string' && version !== '') return version;
	throw inputFailure(
		`"${field}" has no version (\`meta.versionId\`) to check`,
		'Read the resource first and change the version you get, or enter a version in the option If Match.',
	);
}
