import { others } from './others';
import { responses } from './responses';
import { rest } from './rest';
import { restRooms } from './restRooms';
import { transport } from './transport';

/**
 * Whose text a regular expression meets:
 * - `server`: what a FHIR server, a token endpoint, a gateway or a certificate says;
 * - `input`: what a user types, and what input items and files contain;
 * - `own`: only short texts of this package, of n8n or of Node.js.
 */
export type TextSource = 'server' | 'input' | 'own';

/** The regular expressions of each file, as they are written there, by the text that they meet. */
export type Registry = Readonly<Record<string, Partial<Record<TextSource, readonly RegExp[]>>>>;

/** All of them. A new one is added to the file for its folder. */
export const registry: Registry = { ...others, ...rest, ...restRooms, ...responses, ...transport };

/**
 * Expressions that are built at run time, by the file and the call: examples of what comes out, and why it is harmless.
 */
export const built: Readonly<Record<string, readonly RegExp[]>> = {
	// A literal text, without a quantifier.
	"nodes/Fhir/support/markup.ts: new RegExp(text, 'gi')": [/<\/script>/gi],
	// Literal texts: secrets. How long a text with many of them takes is in test/support/mask.test.ts.
	"nodes/Fhir/support/mask.ts: new RegExp(alternatives.join('|'), 'gu')": [
		/\[(?:secret|client id|token)\]|aaaaaaaaaaaa|(?<![\p{L}\p{N}_-])ab(?![\p{L}\p{N}_-])/gu,
	],
	// The mark is a UUID.
	'nodes/Fhir/support/exactNumber.ts: new RegExp(`"${mark}([^"]*)${mark}"`, \'g\')': [/"x8([^"]*)x8"/g],
	"nodes/Fhir/transport/baseUrl.ts: new RegExp(`(^|${separator})${dot}{1,2}($|;|${separator}|%(25)*(3b|[01][0-9a-f]|20))`, 'i')":
		[
			/(^|(\/|\\|%(25)*(2f|5c)))(\.|%(25)*2e|%(25)*c0%(25)*ae){1,2}($|;|(\/|\\|%(25)*(2f|5c))|%(25)*(3b|[01][0-9a-f]|20))/i,
		],
};
