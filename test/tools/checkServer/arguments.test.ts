import { run } from './fixtures';

describe('check-server: the command line', () => {
	it.each<[string, string[], RegExp]>([
		['no address', [], /Enter one address/],
		['two addresses', ['https://h/fhir', 'hunter2'], /Enter one address/],
		['an option that does not exist', ['https://h/fhir', '--pasword=hunter2'], /--pasword is unknown/],
		['a login in the address', ['https://me:hunter2@h/fhir'], /contains a login/],
		['a token', ['https://h/fhir', '--token', 'hunter2'], /--token is not offered yet/],
		['two logins', ['https://h/fhir', '--user', 'me', '--client-id', 'hunter2'], /exclude each other/],
		['a secret that is missing', ['https://h/fhir', '--user', 'me'], /FHIR_PASSWORD/],
		['a file that is missing', ['https://h/fhir', '--ca', 'hunter2'], /file of --ca cannot be read/],
		['a header without a name', ['https://h/fhir', '--header', 'hunter2'], /--header is not of the form/],
	])('says what is wrong with %s, shows the usage, and repeats no value', async (_what, args, words) => {
		const file = () => {
			throw new Error('ENOENT hunter2');
		};
		const { code, all } = await run(args, { file });
		expect(code).toBe(2);
		expect(all).toMatch(words);
		expect(all).toMatch('npm run check-server');
		expect(all).not.toContain('hunter2');
	});

	it('--help prints the usage', async () => {
		const { code, output } = await run(['--help']);
		expect(code).toBe(0);
		expect(output).toMatch('--write');
	});
});
