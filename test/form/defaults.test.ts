import { optionDefaults } from '../../nodes/Fhir/connection/options';
import { connectionOptionFields } from '../../nodes/Fhir/form/fields/connection';

test.each(Object.entries(optionDefaults))('the form shows the default of the option %s, %d', (option, value) => {
	expect(connectionOptionFields.find(({ name }) => name === option)?.default).toBe(value);
});
