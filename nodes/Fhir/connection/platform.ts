import { gunzip } from '../transport/node/decompression';
import { fileFolders, writeFlags } from '../transport/node/fileFolders';
import { untilInstalled } from '../transport/node/installation';
import { nodeWire } from '../transport/node/nodeWire';
import { toReadable } from '../transport/node/streams';
import { withTimeLimit } from '../transport/node/timeLimit';
import { nextTick, sleep } from '../transport/node/timers';

/**
 * What the layers need of the machine that n8n runs on. The only file above `transport/node/` that names it: another
 * edition of this package puts another wire here.
 */
export const platform = {
	wire: nodeWire,
	sleep,
	nextTick,
	/** To be awaited before a module is loaded that is not loaded with the package. */
	untilInstalled,
	/** Ends synchronous work that takes too long. */
	withTimeLimit,
	/** A stream of bytes as n8n's store for files takes it. */
	toReadable,
	gunzip,
	/** Where n8n may let nodes keep files, and how they are opened. */
	fileFolders,
	writeFlags,
} as const;
