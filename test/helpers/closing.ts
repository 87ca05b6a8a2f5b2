/** A server, or anything else that a test has to close. */
export interface Closable {
	close(): Promise<unknown>;
}

const afterTest: Closable[] = [];
const afterFile: Closable[] = [];

/** Closes `thing` after the current test, and returns it. */
export function closeAfterEach<T extends Closable>(thing: T): T {
	afterTest.push(thing);
	return thing;
}

/** Closes `thing` after the last test of the file, and returns it. */
export function closeAfterAll<T extends Closable>(thing: T): T {
	afterFile.push(thing);
	return thing;
}

async function closeAll(things: Closable[]): Promise<void> {
	for (const thing of things.splice(0)) await thing.close();
}

afterEach(async () => await closeAll(afterTest));
afterAll(async () => await closeAll(afterFile));
