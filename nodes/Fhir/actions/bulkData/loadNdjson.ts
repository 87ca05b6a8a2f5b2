import type { BatchOutcome, SessionOf } from '../../execution/work';
import type { Parameters } from '../../form/parameters';
import type { OutputItem } from '../../items/output';
import type { Session } from '../../items/session';
import { rankOf } from '../../rest/bulk/load/dependencies';
import { Loader } from '../../rest/bulk/load/loader';
import { typeOfLine } from '../../rest/bulk/load/loadLine';
import { type Line, unreadableFile } from '../../rest/ndjson/lines';
import { asError } from '../../support/errors';
import { counted } from '../../support/text';
import type { BatchOperation } from '../contract';
import { type LoadChoice, loadChoiceOf, loadFields, loadOptions } from './loadFields';
import { LoadReport } from './loadReport';
import { loadSource, type Source } from './loadSource';

/** NDJSON written to a server in Bundles or single requests, for servers that have no import of their own. */
export const loadNdjson: BatchOperation = {
	choice: {
		name: 'Load NDJSON',
		value: 'loadNdjson',
		description: 'Write the lines of NDJSON files of any size to a server, in Bundles or one by one. Needs no $import.',
		action: 'Load NDJSON into a server',
	},
	fields: loadFields,
	options: loadOptions,
	batch: async (all, sessionOf, stopOnFailure) => {
		const outcomes: BatchOutcome[] = [];
		const files: LoadFile[] = [];
		const fail = (item: number, error: unknown) => outcomes.push({ item, error });
		for (const parameters of all) {
			try {
				files.push(await openFile(parameters, sessionOf));
			} catch (error) {
				fail(parameters.item, error);
			}
		}
		// Nothing has been sent yet.
		if (stopOnFailure && outcomes.length > 0) return outcomes;
		const loaders = new Map<string, Loader>();
		const failed = new Set<LoadFile>();
		const attempt = async (file: LoadFile, work: () => Promise<void>) => {
			if (failed.has(file)) return;
			try {
				await work();
			} catch (error) {
				failed.add(file);
				fail(file.item, unreadableFile(error, 'The file'));
			}
		};
		for (const rank of await passesOf(files)) {
			const taking = files.filter((file) => takesPart(file, rank));
			for (const file of taking) {
				if (stopOnFailure && failed.size > 0) break;
				await attempt(file, async () => await loadFile(file, rank, loaderFor(file, loaders)));
			}
			for (const file of taking) await attempt(file, async () => await loaderFor(file, loaders).drain());
			// What was sent of files that failed is waited for too; they have their error already.
			for (const loader of loaders.values()) await loader.drain().catch(() => undefined);
		}
		for (const file of files) {
			if (failed.has(file) || (stopOnFailure && outcomes.some(({ error }) => error !== undefined))) {
				await file.report.close().catch(() => undefined);
				continue;
			}
			try {
				outcomes.push({ item: file.item, items: [await summaryOf(file)] });
			} catch (error) {
				fail(file.item, error);
			}
		}
		return outcomes;
	},
};

/** The file of an input item, and what is known of it. */
interface LoadFile {
	readonly item: number;
	readonly choice: LoadChoice;
	readonly session: Session;
	readonly source: Source;
	readonly report: LoadReport;
	/** The passes in which it has lines, if types are ordered. */
	ranks?: ReadonlySet<number>;
}

async function openFile(parameters: Parameters, sessionOf: SessionOf): Promise<LoadFile> {
	const choice = loadChoiceOf(parameters);
	const session = await sessionOf(parameters);
	const source = loadSource(choice.source, parameters.item, session, choice.settings.retry.retries);
	return { item: parameters.item, choice, session, source, report: new LoadReport(session) };
}

/** One pass through all files, or one for each group of types that they have. */
async function passesOf(files: readonly LoadFile[]): Promise<ReadonlyArray<number | undefined>> {
	const ordered = files.filter(({ choice }) => choice.ordered);
	const ranks = new Set<number>();
	for (const file of ordered) {
		const own = new Set<number>();
		await file.source
			.read(async (lines) => {
				for (const line of lines) own.add(rankOf(typeOfLine(line)));
				await Promise.resolve();
			})
			// What cannot be read is said when the lines are to be sent.
			.catch(() => own.add(0));
		file.ranks = own;
		own.forEach((rank) => ranks.add(rank));
	}
	const sorted = [...ranks].sort((a, b) => a - b);
	return ordered.length < files.length ? [undefined, ...sorted] : sorted;
}

function takesPart({ ranks }: LoadFile, rank: number | undefined): boolean {
	return rank === undefined ? ranks === undefined : ranks?.has(rank) === true;
}

/** Files with the same settings for the same server share a loader. */
function loaderFor({ session, choice }: LoadFile, loaders: Map<string, Loader>): Loader {
	const key = JSON.stringify([session.key, choice.settings]);
	const known = loaders.get(key);
	if (known) return known;
	const { client, signal, hint } = session;
	const loader = new Loader(client, { ...choice.settings, signal, hint });
	loaders.set(key, loader);
	return loader;
}

async function loadFile({ source, choice, report }: LoadFile, rank: number | undefined, loader: Loader): Promise<void> {
	const isAll = rank === undefined && choice.firstLine === 1;
	const isWanted = (line: Line) =>
		line.number >= choice.firstLine && (rank === undefined || rankOf(typeOfLine(line)) === rank);
	try {
		await source.read(async (lines) => await loader.load(isAll ? lines : lines.filter(isWanted), report));
		await loader.flush(report);
	} catch (error) {
		// The next file must not send them as its own.
		loader.drop();
		throw asError(error);
	}
}

/** The summary; an error where lines failed and that is to be one, or where the server took nothing at all. */
async function summaryOf({ report, choice, source, session }: LoadFile): Promise<OutputItem> {
	const item = await report.item(source.name === undefined ? {} : { file: source.name });
	const { first, failedCount, loadedCount } = report;
	if (!first || failedCount === 0) return item;
	const lines = failedCount + loadedCount;
	const notLoaded = `${failedCount} of ${counted(lines, 'line')} ${failedCount === 1 ? 'was' : 'were'} not loaded`;
	const isServerAtFault = loadedCount === 0 && first.kind !== 'http' && first.kind !== 'input';
	if (choice.failsOnFailedLines || isServerAtFault) {
		throw first.with({
			message: `${notLoaded}: ${first.message}`,
			details: { ...first.details, lines, loaded: loadedCount, failed: failedCount },
		});
	}
	session.hint(
		`${notLoaded}. They are in the binary field "failed", ready to be loaded again, with the reason of each in "reasons".`,
	);
	return item;
}
