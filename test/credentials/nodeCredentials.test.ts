import { FhirAwsApi } from '../../credentials/FhirAwsApi.credentials';
import { FhirBasicAuthApi } from '../../credentials/FhirBasicAuthApi.credentials';
import { FhirCaBundleApi } from '../../credentials/FhirCaBundleApi.credentials';
import { FhirHeaderAuthApi } from '../../credentials/FhirHeaderAuthApi.credentials';
import { FhirNoLoginApi } from '../../credentials/FhirNoLoginApi.credentials';
import { FhirOAuth2Api } from '../../credentials/FhirOAuth2Api.credentials';
import { Fhir } from '../../nodes/Fhir/Fhir.node';
import { FhirSubscriptionTrigger } from '../../nodes/Fhir/FhirSubscriptionTrigger.node';
import { FhirTrigger } from '../../nodes/Fhir/FhirTrigger.node';
import { credentialTests } from '../../nodes/Fhir/methods/credentialTests';

const { description, methods } = new Fhir();
const credentials = description.credentials ?? [];

test('the FHIR node accepts each credential of the package', () => {
	const all = [
		new FhirBasicAuthApi(),
		new FhirOAuth2Api(),
		new FhirHeaderAuthApi(),
		new FhirAwsApi(),
		new FhirNoLoginApi(),
		new FhirCaBundleApi(),
	];
	const names = all.map(({ name }) => name);
	expect(credentials.map(({ name }) => name)).toEqual(names);
});

/** The triggers have no operations, and so none that need no credential. */
const withoutOperations = credentials.map((one) => ({ ...one, displayOptions: { show: one.displayOptions?.show } }));

test('the FHIR Trigger accepts the same credentials, with the same tests', () => {
	expect(new FhirTrigger().description.credentials).toEqual(withoutOperations);
	expect(new FhirTrigger().methods.credentialTest).toBe(credentialTests);
});

test('the FHIR node has a connection test for each of its credentials, and no other', () => {
	expect(methods.credentialTest).toBe(credentialTests);
	expect(Object.keys(credentialTests)).toEqual(credentials.map(({ testedBy }) => testedBy));
});

test.each(credentials)('the form of the FHIR node decides when it asks for $name', ({ displayOptions, required }) => {
	const [[field, values] = []] = Object.entries(displayOptions?.show ?? {});
	const { options = [] } = description.properties.find(({ name }) => name === field) ?? {};
	expect(options.map((option) => 'value' in option && option.value)).toEqual(expect.arrayContaining(values ?? []));
	expect(required).toBe(true);
});

test('the FHIR Subscription Trigger asks for the same credentials in the same cases', () => {
	const trigger = new FhirSubscriptionTrigger();
	expect(trigger.description.credentials).toEqual(withoutOperations);
	expect(trigger.methods.credentialTest).toBe(credentialTests);
});
