import '../helpers/outsideJest';
import { createCleanup, endOnSignals } from '../demo/cleanup';
import { startDemo } from '../demo/demo';
import { exampleWorkflows } from '../demo/workflows';
import { findChromium, openBrowser } from './browser';
import { useByClicks } from './byClicks';
import { Checks } from './checks';
import { checkConnectionTest, shootDialog, variantOf } from './credentialDialog';
import {
	closeNode,
	type Editor,
	executeWorkflow,
	get,
	openEditor,
	openNode,
	openWorkflow,
	pickFromPanel,
	shoot,
} from './editor';
import { fillInFields } from './fields';
import { allOperations, shootForm, shootSubscriptionTrigger, shootTool, shootTriggerForm } from './forms';
import { shootGoogle } from './google';
import { shootHeaderAndAws } from './headerAndAws';
import { goJourneys } from './journeys';
import { shootOffers } from './offers';
import { shootPickers } from './pickers';
import { runProgram } from '../demo/program';

async function credentials(editor: Editor, checks: Checks): Promise<void> {
	await shootDialog(editor, 'fhirBasicAuthApi', 'basic');
	await shootDialog(editor, 'fhirOAuth2Api', 'oauth2');
	await shootDialog(editor, 'fhirOAuth2Api', 'oauth2-jwt', { clientAuthentication: 'privateKeyJwt' });
	await shootDialog(editor, 'fhirOAuth2Api', 'oauth2-google', { clientAuthentication: 'googleServiceAccount' });
	await shootDialog(editor, 'fhirCaBundleApi', 'ca');
	await shootDialog(editor, 'fhirCaBundleApi', 'ca-mtls', { mutualTls: true });
	const wrong = { password: 'wrong', clientSecret: 'wrong' };
	const tests: Array<[name: string, id: string]> = [
		['basic-green', 'fhirExampleBasic'],
		['oauth2-green', 'fhirExampleOAuth'],
		['ca-green', 'fhirExampleCa'],
		['basic-wrong-password', await variantOf(editor, 'fhirExampleBasic', wrong)],
		['basic-untrusted', await variantOf(editor, 'fhirExampleBasic', { ...wrong, testTlsValidation: 'default' })],
		['basic-wrong-url', await variantOf(editor, 'fhirExampleBasic', { ...wrong, baseUrl: `${editor.url}/fhir` })],
		['oauth2-wrong-secret', await variantOf(editor, 'fhirExampleOAuth', wrong)],
		[
			'oauth2-no-google-key',
			await variantOf(editor, 'fhirExampleOAuth', { clientAuthentication: 'googleServiceAccount' }),
		],
		['ca-no-certificate', await variantOf(editor, 'fhirExampleCa', { caBundle: 'no certificate' })],
	];
	for (const [name, id] of tests) await checkConnectionTest(editor, checks, id, name);
}

async function run(editor: Editor): Promise<void> {
	// n8n gave them their IDs.
	const stored = await get<Array<{ id: string; name: string }>>(editor, 'workflows');
	for (const [file, { name: title, nodes }] of exampleWorkflows()) {
		const name = file.replace('.json', '');
		await openWorkflow(editor, stored.find((workflow) => workflow.name === title)?.id ?? title);
		await executeWorkflow(editor);
		await shoot(editor.page, `run-${name}`);
		const last = nodes.filter(({ type }) => /^n8n-nodes-fhir\.fhir(Tool)?$/.test(type)).at(-1)?.name ?? '';
		await openNode(editor, last);
		await shoot(editor.page, `run-${name}-node`);
		await closeNode(editor);
	}
}

const PARTS: Record<string, (editor: Editor, checks: Checks) => Promise<void>> = {
	panel: async (editor, checks) => {
		await checks.attempt('The panel has the node and its actions', async () => {
			await pickFromPanel(editor, 'Get many resources');
			await pickFromPanel(editor, 'Get many patients');
			const form = editor.page.getByTestId('node-parameters');
			const values = await form
				.locator('input')
				.evaluateAll((inputs) => inputs.map((input) => (input as unknown as { value: string }).value));
			return [
				...['Patient', 'Get Many']
					.filter((value) => !values.includes(value))
					.map((value) => `The form does not say ${value}`),
				...((await form.getByText('Resource Type').isVisible()) ? ['The form asks for a resource type'] : []),
			];
		});
	},
	clicks: useByClicks,
	forms: async (editor, checks) => {
		for (const operation of allOperations()) await shootForm(editor, checks, operation, 'left out');
	},
	tool: shootTool,
	trigger: shootTriggerForm,
	credentials,
	'header-aws': shootHeaderAndAws,
	google: shootGoogle,
	offers: shootOffers,
	pickers: shootPickers,
	fields: fillInFields,
	journeys: goJourneys,
	subscription: shootSubscriptionTrigger,
	run,
};

const USAGE = `Uses this package in n8n's editor, in a headless Chromium, compares what the editor says with what it should, and leaves
screenshots in test/editor/shots. Ends with 1 if anything is wrong.

  npm run editor                              everything
  npm run editor -- resource:getAll …         the forms of these operations; further parameters may follow as JSON
                                              without a space: 'resource:getAll{"searchBy":"queryString"}'
  npm run editor -- ${Object.keys(PARTS).join(' ')}  these parts of the whole
  npm run editor -- --but run …               everything but these parts
  npm run editor -- --url http://127.0.0.1:…  in an n8n that "npm run demo -- --serve" has left open

With JOURNEY_SERVER=http://… the journeys go to a FHIR server of yours that asks for no login, and has the patients of
test/demo/clinic.ts: "npm run editor -- journeys" writes to it.`;

async function main(args: readonly string[]): Promise<number> {
	const given = args.indexOf('--url');
	const url = given === -1 ? undefined : args[given + 1];
	const named = given === -1 ? args : args.toSpliced(given, 2);
	const isBut = named[0] === '--but';
	const wanted = isBut ? Object.keys(PARTS).filter((name) => !named.includes(name)) : named;
	if (wanted.some((name) => name.startsWith('-'))) {
		console.log(USAGE);
		return wanted.includes('--help') ? 0 : 2;
	}
	const chromium = findChromium();
	if (!chromium) {
		console.log('Skipped: there is no Chromium here. Install one, or name its executable in $CHROMIUM.');
		return 0;
	}
	const cleanup = createCleanup();
	endOnSignals(cleanup);
	try {
		const address = url ?? (await startDemo(cleanup)).n8n.url;
		const browser = await openBrowser(chromium);
		cleanup.add(() => browser.close());
		const editor = await openEditor(browser, address);
		const checks = new Checks();
		for (const name of wanted.length > 0 ? wanted : Object.keys(PARTS)) {
			const part = PARTS[name] ?? ((it) => shootForm(it, checks, name));
			const started = Date.now();
			await part(editor, checks).catch((error: unknown) => checks.fail(name, error));
			console.log(`${name}: ${Math.round((Date.now() - started) / 1000)} s`);
		}
		console.log(`\n${checks.text()}`);
		return checks.ok ? 0 : 1;
	} finally {
		await cleanup.run();
	}
}

runProgram(main);
