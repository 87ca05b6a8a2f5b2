import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { misfitsIn } from '../../../../nodes/Fhir/rest/model/elements/check';

const folder = process.env.EXAMPLES ?? dirname(require.resolve('hl7.fhir.r4.examples/package.json'));
const files = readdirSync(folder).filter((file) => /^[A-Z].*\.json$/.test(file));

test('no example or definition of the specification has a member that counts as unknown or misplaced', () => {
	const alarms = files.flatMap((file) =>
		misfitsIn(JSON.parse(readFileSync(join(folder, file), 'utf8'))).map(
			({ path, problem }) => `${file}: ${path} ${problem}`,
		),
	);
	expect(alarms).toEqual([]);
	expect(files.length).toBeGreaterThan(2_000);
}, 120_000);
