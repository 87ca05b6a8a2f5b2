import { optionDefaults } from '../../nodes/Fhir/connection/options';
import { connectionOptionFields } from '../../nodes/Fhir/form/fields/connection';
import { namedFields, pollingDefaults } from '../../nodes/Fhir/triggers/polling/fields';

test.each(Object.entries(optionDefaults))('the form shows the default of the option %s, %d', (option, value) => {
	expect(connectionOptionFields.find(({ name }) => name === option)?.default).toBe(value);
});

test('the form of the FHIR Trigger shows the defaults of its own options', () => {
	const shown = (option: string) => namedFields.find(({ name }) => name === option)?.default;
	expect(shown('overlap')).toBe(pollingDefaults.overlapMinutes);
	expect(shown('maxItems')).toBe(pollingDefaults.maxItems);
});
