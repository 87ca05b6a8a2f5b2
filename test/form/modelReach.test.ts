import { assertNotTheModels, modelDecides } from '../../nodes/Fhir/form/modelReach';

test.each([
	"={{ $fromAI('url') }}",
	'={{ $fromai("url") }}',
	"={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('Base_URL', ``, 'string') }}",
	'={{ $json.url }}',
	'=https://{{ $json["host"] }}/fhir',
	'={{ $input.first().json.url }}',
	'={{ $parameter.queryString }}',
	'={{ $binary.data.url }}',
	'={{ $jmespath($json, "url") }}',
	'={{ $vars.url || $json.url }}',
	{ header: [{ name: 'x', value: '={{ $json.value }}' }] },
])('a model decides about %j', (value) => {
	expect(modelDecides(value)).toBe(true);
});

test.each([
	'https://hospital.example/fhir?x=$json',
	'={{ $vars.url }}',
	'={{ $env.FHIR_URL }}',
	'={{ $secrets.vault.url }}',
	"={{ $('Settings').first().json.url }}",
	'={{ `https://${$vars.host}/fhir` }}',
	'=https://hospital.example/fhir',
	undefined,
	4,
	{ header: [{ name: 'x', value: 'ward-7' }] },
])('a model does not decide about %j', (value) => {
	expect(modelDecides(value)).toBe(false);
});

test.each([
	['options', 'Options'],
	['connection', 'Connection'],
])('the %s of a tool are not to be one expression by which a model could decide about all of them', (name, title) => {
	expect(() => assertNotTheModels({ [name]: '={{ $json.options }}' })).toThrow(`"${title}" has an expression`);
});

test.each(['options', 'connection'])('a model does not decide about a time limit in %s', (name) => {
	expect(() => assertNotTheModels({ [name]: { timeout: '={{ $json.time }}' } })).toThrow(/"Timeout" has an expression/);
});

test('a model may decide what to search for, and how much of it', () => {
	const parameters = { queryString: "={{ $fromAI('query') }}", options: { count: "={{ $fromAI('count') }}" } };
	expect(() => assertNotTheModels(parameters)).not.toThrow();
});
