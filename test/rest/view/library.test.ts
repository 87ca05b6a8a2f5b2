import { loadFhirPath } from '../../../nodes/Fhir/rest/view/library';

describe('The FHIRPath library', () => {
	it('is loaded once the package is installed, and anew after it could not be', async () => {
		const broken = () => Promise.reject(new Error('not yet'));
		await expect(loadFhirPath('r5', broken)).rejects.toThrow('not yet');
		let waited = 0;
		const installed = async () => void (waited += 1);
		const library = await loadFhirPath('r5', installed);
		expect(library.parse('Patient.name').children).toHaveLength(1);
		expect(await loadFhirPath('r5', installed)).toBe(library);
		expect(waited).toBe(1);
	});
});
