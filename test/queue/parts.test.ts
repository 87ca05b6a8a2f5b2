import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { amountOf } from './amount';
import { changeOf, overtaken, tally } from './changes';
import { countByStatus } from './load';
import { findPrograms } from './services';
import { tallyText } from './triggers';

describe('The run in queue mode', () => {
	let folder: string;
	beforeEach(async () => (folder = await mkdtemp(join(tmpdir(), 'queue-parts-'))));
	afterEach(async () => await rm(folder, { recursive: true }));

	it('does 1,000 executions and 200 MB unless told otherwise', () => {
		expect(amountOf([])).toEqual({ executions: 1_000, megabytes: 200 });
		expect(amountOf(['50', '5'])).toEqual({ executions: 50, megabytes: 5 });
		expect(amountOf(['triggers'])).toMatchObject({ triggersOnly: 20 });
		expect(amountOf(['triggers', '100'])).toMatchObject({ triggersOnly: 100 });
		const wrong = [['--help'], ['0'], ['1.5'], ['1', '2', '3'], ['triggers', '0'], ['triggers', '1', '2']];
		for (const options of wrong) expect(amountOf(options)).toBeUndefined();
	});

	it('finds the programs, and says in a sentence how to install what is missing', async () => {
		expect(() => findPrograms([folder])).toThrow('"apt-get install postgresql redis-server"');
		for (const name of ['initdb', 'postgres']) await writeFile(join(folder, name), '');
		expect(() => findPrograms([folder])).toThrow('"apt-get install redis-server"');
		const other = join(folder, 'other');
		await mkdir(other);
		await writeFile(join(other, 'redis-server'), '');
		expect(findPrograms([folder, other])).toEqual({
			initdb: join(folder, 'initdb'),
			postgres: join(folder, 'postgres'),
			redis: join(other, 'redis-server'),
		});
	});

	it('counts what a trigger gives twice, not at all, or without reason', () => {
		const happened = ['created 1 1', 'updated 1 2', 'deleted 1'];
		const given = [
			{ change: 'created', id: '1', versionId: '1' },
			{ change: 'deleted', id: '1', versionId: '3' },
			{ change: 'created', id: '1', versionId: '1' },
			{ change: 'created', id: '2', versionId: '1' },
		].map(changeOf);
		const counts = tally(happened, given);
		expect(counts).toEqual({ expected: 3, given: 4, doubles: 1, missing: 1, strange: 1 });
		expect(tallyText(counts)).toBe('4 given of 3, 1 twice, 1 missing, 1 strange');
		expect(tallyText(tally(happened, happened))).toBe('3 given of 3, 0 twice');
	});

	it('does not miss a version that a catch-up has overtaken', () => {
		const happened = ['created 1 1', 'updated 1 2', 'created 2 1', 'updated 2 2', 'created 3 1'];
		const given = ['updated 1 2', 'updated 2 2'];
		expect(overtaken(happened, given, ['updated 1 2'])).toEqual(['created 1 1']);
		expect(overtaken(happened, given, [])).toEqual([]);
		expect(overtaken(happened, ['created 1 1', ...given], ['updated 1 2'])).toEqual([]);
	});

	it('counts executions by their status', () => {
		expect(countByStatus(['success', 'crashed', 'success'])).toBe('2 success, 1 crashed');
	});
});
