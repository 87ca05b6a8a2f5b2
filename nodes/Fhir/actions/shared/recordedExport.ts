import type { Session } from '../../items/session';
import type { StartedJob } from '../../rest/jobs/asyncJob';
import { beatMs, JobRecords, type RecordedJob } from '../../rest/jobs/jobRecords';
import { removeJob } from '../../rest/jobs/removeJob';
import { shownStatusUrl } from '../../rest/jobs/statusUrl';
import { messageOf } from '../../support/errors';
import { fingerprint } from '../../support/fingerprint';
import { sealOf } from '../../support/sealed';

/** Milliseconds that an export waits for the file of records at most: it may be on a disk that hangs. */
const fileTimeoutMs = 3_000;

/** Those whose file has not responded in time: they do not wait for it any more. */
const slow = new WeakSet<Session>();

/** Sessions are kept for all items with the same connection. */
const known = new WeakMap<Session, Promise<JobRecords>>();

async function recordsOf(session: Session): Promise<JobRecords> {
	const found = known.get(session);
	if (found) return await found;
	const owner = fingerprint(session.nodeKey);
	const { runtime } = session.client;
	const records = sealOf(session.key, 'jobs of exports').then(
		(seal) => new JobRecords(session.records, owner, seal, () => runtime.now()),
	);
	known.set(session, records);
	return await records;
}

/**
 * Deletes the exports on the server that earlier executions of this node have left because n8n was killed, as far as this n8n
 * could keep a record of them, and says so in a hint. Never throws: an export needs no record.
 */
export async function removeLeftExports(session: Session): Promise<void> {
	const left = await attempt(session, async (records) => await records.takeLeft());
	await Promise.all((left ?? []).map(async (job) => await removeLeft(job, session)));
}

async function removeLeft(job: RecordedJob, session: Session): Promise<void> {
	const removal = await removeJob(session.client, job, session.signal);
	if (removal === 'removed') session.hint(removed);
	if (removal === 'refused') session.hint(refused);
	await attempt(session, async (records) => {
		if (removal === 'failed') records.release(job);
		else await records.done(job);
	});
}

const removed =
	'An earlier execution of this node was cut off, as when n8n is killed, and left its export on the server. It has now been deleted.';
const refused =
	'An earlier execution of this node was cut off, as when n8n is killed, and left its export on the server, which refuses to delete it.';

/**
 * Runs `use` while this n8n keeps a record of the export, for the case that its process is killed meanwhile. Resolves and rejects
 * as `use` does, whether there is a record or not.
 */
export async function whileRecorded<Result>(
	job: StartedJob,
	session: Session,
	use: () => Promise<Result>,
): Promise<Result> {
	// What looks like a secret is not written to a disk.
	if (!('statusUrl' in job) || shownStatusUrl(job.statusUrl) !== job.statusUrl) return await use();
	const { statusUrl: url, authorization } = job;
	const records = await attempt(session, async (found) => found);
	if (!records) return await use();
	const record = records.recordOf({ url, authorization });
	const isKept = await attempt(session, async () => {
		await records.beat(record);
		return true;
	});
	const ended = new AbortController();
	const beating = isKept && beat(record, session, ended.signal);
	try {
		return await use();
	} finally {
		ended.abort();
		await beating;
		await attempt(session, async () => await records.done(record));
	}
}

/** Until the signal aborts. Another execution that was cut off a moment ago is only then seen to be dead. */
async function beat(record: RecordedJob, session: Session, signal: AbortSignal): Promise<void> {
	const isOver = async () =>
		await session.client.runtime.sleep(beatMs, signal).then(
			() => false,
			() => true,
		);
	while (!(await isOver())) {
		await attempt(session, async (records) => await records.beat(record));
		await removeLeftExports(session);
	}
}

/** The result of the action; undefined, and a line in n8n's log, where it fails or takes too long. */
async function attempt<Result>(
	session: Session,
	action: (records: JobRecords) => Promise<Result>,
): Promise<Result | undefined> {
	const { runtime } = session.client;
	const over = new AbortController();
	const late = runtime.sleep(slow.has(session) ? 0 : fileTimeoutMs, over.signal).then(() => {
		slow.add(session);
		throw new Error('The disk does not respond');
	});
	try {
		return await Promise.race([recordsOf(session).then(action), late]);
	} catch (error) {
		runtime.log('debug', `The record of exports, for the case that n8n is killed, is not kept: ${messageOf(error)}`);
		return undefined;
	} finally {
		over.abort();
		late.catch(() => undefined);
	}
}
