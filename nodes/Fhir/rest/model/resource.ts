import { isObject } from '../../support/json';

/** Any JSON value as FHIR sends it (R4 §2.6.2). */
export type Json = null | boolean | number | string | Json[] | { [name: string]: Json | undefined };

/** `Resource.meta` (R4 §2.27.3), as far as the client reads it. */
export interface Meta {
	versionId?: string;
	lastUpdated?: string;
	tag?: Array<{ system?: string; code?: string; display?: string }>;
	[name: string]: Json | undefined;
}

/** A resource of any type (R4 §2.27). Elements that are not listed here pass through unchanged. */
export interface Resource {
	resourceType: string;
	id?: string;
	meta?: Meta;
	[name: string]: Json | undefined | Meta;
}

/** `Bundle.entry` (R4 §2.36.4). */
export interface BundleEntry {
	fullUrl?: string;
	resource?: Resource;
	search?: { mode?: 'match' | 'include' | 'outcome'; score?: number };
	request?: {
		method: string;
		url: string;
		ifNoneMatch?: string;
		ifModifiedSince?: string;
		ifMatch?: string;
		ifNoneExist?: string;
	};
	response?: { status: string; location?: string; etag?: string; lastModified?: string; outcome?: OperationOutcome };
	link?: Array<{ relation: string; url: string }>;
}

/** `Bundle` (R4 §2.36). */
export interface Bundle {
	resourceType: 'Bundle';
	id?: string;
	meta?: Meta;
	type: string;
	total?: number;
	link?: Array<{ relation: string; url: string }>;
	entry?: BundleEntry[];
}

/** `OperationOutcome.issue` (R4 §2.28.3). */
export interface OutcomeIssue {
	severity: 'fatal' | 'error' | 'warning' | 'information' | 'success';
	code: string;
	details?: { text?: string; coding?: Array<{ system?: string; code?: string; display?: string }> };
	diagnostics?: string;
	expression?: string[];
	location?: string[];
}

/** `OperationOutcome` (R4 §2.28). */
export interface OperationOutcome {
	resourceType: 'OperationOutcome';
	id?: string;
	issue: OutcomeIssue[];
}

/** Is it an object with a `resourceType`? That does not make it valid. */
export function isResource(value: unknown): value is Resource {
	return isObject(value) && typeof value.resourceType === 'string';
}

/** Is it a resource of type Bundle? */
export function isBundle(value: unknown): value is Bundle {
	return isResource(value) && value.resourceType === 'Bundle';
}

/** Is it a resource of type OperationOutcome? */
export function isOperationOutcome(value: unknown): value is OperationOutcome {
	return isResource(value) && value.resourceType === 'OperationOutcome';
}
