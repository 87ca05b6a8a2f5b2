import type { IDataObject } from 'n8n-workflow';
import type { FhirVersion } from '../rest/request/headers';
import { inputText } from '../rest/request/inputText';
import { milliseconds, numberField } from '../rest/request/numberField';
import { fieldText } from '../support/text';
import { headerName, reservedHeaders } from '../transport/auth/headerNames';
import { inputFailure } from '../transport/errors/failure';
import type { RetrySettings, Timeouts } from '../transport/settings';
import type { ConnectionSource } from './sources';

/** The settings of a connection that the form has beside login and TLS. */
export interface ConnectionOptions {
	/** Custom headers; names in lower case. */
	readonly headers: Readonly<Record<string, string>>;
	/** Send them to addresses below the base URL only. Where there is a credential, it has a switch of its own. */
	readonly headersBelowBaseUrlOnly: boolean;
	readonly timeouts: Timeouts;
	readonly retry: RetrySettings;
	/** *Items in Parallel* is Automatic: requests are sent when the limiter of their server lets them. */
	readonly isLimited: boolean;
	readonly fhir: { readonly fhirVersion?: FhirVersion; readonly rewriteLinks: boolean; readonly addFormat: boolean };
}

/** The defaults, which the form shows too. Times in milliseconds. */
export const optionDefaults = {
	concurrency: 10,
	connectTimeout: 10_000,
	timeout: 60_000,
	totalTimeout: 900_000,
	retries: 4,
	retryBudget: 60_000,
} as const;

/** What *Items in Parallel* holds for Automatic. */
export const automaticConcurrency = 0;

/**
 * Reads the settings of the connection, which are in *Options* or in *Connection*, depending on the node's version; throws an
 * input `Failure` that names the setting at fault.
 */
export function connectionOptions(source: ConnectionSource): ConnectionOptions {
	return readOptions(connectionSettings(source));
}

/** The entries of *Connection*, and of *Options*, which count where both have one. */
export function connectionSettings(source: ConnectionSource): IDataObject {
	return { ...(source.parameter('connection') as IDataObject), ...(source.parameter('options') as IDataObject) };
}

function readOptions(options: IDataObject): ConnectionOptions {
	const fhirVersion = fieldText(options.fhirVersion);
	return {
		headers: headersOf(options.headers as IDataObject | undefined),
		headersBelowBaseUrlOnly: options.headersBelowBaseUrlOnly === true,
		timeouts: {
			connect: timeout(options.connectTimeout, 'Connect Timeout', optionDefaults.connectTimeout),
			response: timeout(options.timeout, 'Timeout', optionDefaults.timeout),
			total: timeout(options.totalTimeout, 'Total Timeout', optionDefaults.totalTimeout),
		},
		retry: retrySettings((name) => options[name]),
		isLimited: isAutomatic(options.concurrency),
		fhir: {
			fhirVersion: fhirVersion === '' ? undefined : (fhirVersion as FhirVersion),
			rewriteLinks: options.rewriteLinks === true,
			addFormat: options.addFormat === true,
		},
	};
}

/** Does *Items in Parallel* hold 0, for Automatic? Also as text from an expression. */
function isAutomatic(concurrency: unknown): boolean {
	const text = fieldText(concurrency).trim();
	return text !== '' && Number(text) === automaticConcurrency;
}

/** *Retries* and *Retry Time Budget*; throws an input `Failure` that names the entry at fault. */
export function retrySettings(option: (name: string) => unknown): RetrySettings {
	const { retries, retryBudget } = optionDefaults;
	const counts = { min: 0, fractions: true, example: retries };
	return {
		retries: numberField(option('retries'), 'Retries', counts) ?? retries,
		budget: numberField(option('retryBudget'), 'Retry Time Budget', milliseconds(retryBudget, 0)) ?? retryBudget,
	};
}

/** The options of a connection that has no *Options*: the one of a connection test. */
export const defaultConnectionOptions: ConnectionOptions = readOptions({});

function headersOf(collection: IDataObject | undefined): Record<string, string> {
	const rows = (collection?.header ?? []) as IDataObject[];
	const headers: Record<string, string> = {};
	for (const row of rows) {
		const name = inputText(row.name, 'Headers: Name').trim().toLowerCase();
		const value = inputText(row.value, `Headers: Value of ${name}`);
		if (name === '')
			throw inputFailure(
				'A custom header has no name',
				'Enter a name such as `X-Tenant-ID` under "Headers", or remove the row.',
			);
		if (!headerName.test(name) || /[\r\n\0]/.test(value)) {
			throw inputFailure(
				`The custom header "${name.replace(/[^\x20-\x7e]/g, '?')}" cannot be sent`,
				'A name can have letters, digits and hyphens only, and a value cannot have line breaks. Check "Headers".',
			);
		}
		if (name === 'authorization') {
			throw inputFailure(
				'"Headers" holds an Authorization header',
				'Choose a credential under "Authentication" instead, so that the secret is kept there: for a fixed token, that is Header.',
			);
		}
		if (reservedHeaders.has(name)) {
			throw inputFailure(`The header "${name}" is set by the node itself`, 'Remove it from "Headers".');
		}
		headers[name] = value;
	}
	return headers;
}

function timeout(value: unknown, field: string, fallback: number): number {
	return numberField(value, field, milliseconds(fallback)) ?? fallback;
}
