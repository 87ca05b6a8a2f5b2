import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../demo/commands';
import { demoOptions } from '../demo/choice';
import { TestCa } from '../servers/certificates';
import { startProxy } from '../servers/proxy';
import { npmSettings } from './place';
import { startRegistry } from './registry';
import { countByStage, countText, createTimeline } from './timeline';

describe('The run of upgrades', () => {
	let folder: string;
	beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'upgrade-parts-'))));
	afterEach(async () => await rm(folder, { recursive: true }));

	async function packed(version: string): Promise<string> {
		const source = join(folder, version);
		await mkdir(source);
		await writeFile(join(source, 'package.json'), JSON.stringify({ name: 'n8n-nodes-of-a-test', version }));
		await writeFile(join(source, 'index.js'), `module.exports = '${version}';`);
		const output = await run('npm', ['pack', '--quiet', '--pack-destination', folder], { cwd: source });
		return join(folder, output.trim());
	}

	it('has a registry from which npm installs any of its versions, under the host name that npm knows', async () => {
		const ca = TestCa.create('Registry CA');
		const registry = await startRegistry(ca);
		const proxy = await startProxy({ leadTo: registry.port });
		try {
			for (const version of ['1.0.0', '1.1.0']) await registry.publish(await packed(version));
			const env = { ...process.env, ...(await npmSettings(proxy.url, ca, folder)) };
			const target = join(folder, 'target');
			await mkdir(target);
			const npm = (...args: string[]) => run('npm', args, { cwd: target, env });
			const installed = async () => await readFile(join(target, 'node_modules/n8n-nodes-of-a-test/index.js'), 'utf8');
			await npm('install', 'n8n-nodes-of-a-test');
			expect(await installed()).toContain('1.1.0');
			await npm('install', 'n8n-nodes-of-a-test@1.0.0');
			expect(await installed()).toContain('1.0.0');
			await expect(npm('view', 'no-such-package', 'version')).rejects.toThrow('failed');
			expect(registry.missing).toContain('GET /no-such-package');
		} finally {
			await proxy.close();
			await registry.close();
		}
	}, 60_000);

	it('counts an execution to the replacement of the package that it has met', () => {
		let time = 0;
		const timeline = createTimeline(() => time);
		timeline.begin('0.1.0');
		time = 100;
		timeline.begin('0.1.0 → 0.2.0', true);
		time = 200;
		timeline.begin('0.2.0');
		time = 300;
		timeline.end();
		const execution = (from: number, to: number, status = 'success') => ({
			id: '1',
			mode: 'webhook',
			status,
			startedAt: new Date(from).toISOString(),
			stoppedAt: new Date(to).toISOString(),
		});
		const executions = [
			execution(10, 20),
			execution(90, 110),
			execution(150, 160, 'error'),
			execution(190, 250),
			execution(220, 250),
		];
		const texts = [...countByStage(timeline.stages, executions)].map(([{ name }, count]) => [name, countText(count)]);
		expect(texts).toEqual([
			['0.1.0', '1'],
			['0.1.0 → 0.2.0', '2, 1 error'],
			['0.2.0', '1'],
		]);
	});
});

describe('The options of the demo', () => {
	it('choose the version of n8n and of Node, in any order', () => {
		expect(demoOptions([])).toEqual({ serve: false, choice: {}, examples: [] });
		expect(demoOptions(['mutual-tls', '--serve'])).toEqual({ serve: true, choice: {}, examples: ['mutual-tls'] });
		expect(demoOptions(['--node', '22', '--serve', '--n8n', '2.0.3'])).toEqual({
			examples: [],
			serve: true,
			choice: { version: '2.0.3', nodeMajor: 22 },
		});
		for (const wrong of [['--help'], ['--n8n'], ['--n8n', 'latest'], ['--node', 'x']]) {
			expect(demoOptions(wrong)).toBeUndefined();
		}
	});
});
