import { getResourceTypes } from '@medplum/core';
import type {
	CapabilityStatement,
	CapabilityStatementRestResource,
	CapabilityStatementRestResourceSearchParam,
	CapabilityStatementRestSecurity,
} from '@medplum/fhirtypes';
import { searchParametersOf } from './definitions';
import type { SmartOptions } from './smart';

const INTERACTIONS = [
	'read',
	'vread',
	'update',
	'patch',
	'delete',
	'history-instance',
	'history-type',
	'create',
	'search-type',
] as const;

/** The operations of single types. */
const operationsOf: Readonly<Record<string, string[]>> = { Encounter: ['everything'], Patient: ['everything'] };

const terminologyOf: Readonly<Record<string, string[]>> = { CodeSystem: ['lookup'], ValueSet: ['expand'] };

function resource(type: string, terminology: boolean): CapabilityStatementRestResource {
	const parameters = searchParametersOf(type);
	const references = parameters.filter((parameter) => parameter.type === 'reference');
	const operations = [...(operationsOf[type] ?? []), ...((terminology && terminologyOf[type]) || [])];
	return {
		type: type as CapabilityStatementRestResource['type'],
		interaction: INTERACTIONS.map((code) => ({ code })),
		versioning: 'versioned-update',
		readHistory: true,
		updateCreate: true,
		conditionalCreate: true,
		conditionalRead: 'full-support',
		conditionalUpdate: true,
		conditionalDelete: 'single',
		searchInclude: references.map(({ code }) => `${type}:${code}`),
		searchParam: parameters.map(
			({ code, type: kind, description, url }): CapabilityStatementRestResourceSearchParam => ({
				name: code,
				type: kind,
				definition: url,
				documentation: description,
			}),
		),
		operation: [
			{ name: 'validate', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-validate' },
			...operations.map((name) => ({ name, definition: `http://hl7.org/fhir/OperationDefinition/${type}-${name}` })),
		],
	};
}

function security(smart: SmartOptions | undefined): CapabilityStatementRestSecurity | undefined {
	if (!smart) return undefined;
	return {
		extension: [
			{
				url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
				extension: [{ url: 'token', valueUri: smart.tokenUrl }],
			},
		],
		service: [
			{
				coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
			},
		],
	};
}

/** What this server does, and nothing else (R4 http.html section 3.1.0.12). */
export function capabilityStatement(
	base: string,
	{ smart, terminology = false }: { smart?: SmartOptions; terminology?: boolean } = {},
): CapabilityStatement {
	return {
		resourceType: 'CapabilityStatement',
		status: 'active',
		date: '2025-01-01',
		kind: 'instance',
		software: { name: 'n8n-nodes-fhir test server', version: '1' },
		implementation: { description: 'FHIR R4 in memory, for tests', url: base },
		fhirVersion: '4.0.1',
		format: ['json'],
		patchFormat: ['application/json-patch+json', 'application/fhir+json'],
		rest: [
			{
				mode: 'server',
				security: security(smart),
				resource: getResourceTypes().map((type) => resource(type, terminology)),
				interaction: [
					{ code: 'transaction' },
					{ code: 'batch' },
					{ code: 'search-system' },
					{ code: 'history-system' },
				],
				operation: [{ name: 'graphql', definition: 'http://hl7.org/fhir/OperationDefinition/Resource-graphql' }],
			},
		],
	};
}
