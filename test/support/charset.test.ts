import { decodeText } from '../../nodes/Fhir/support/charset';

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const utf16 = (text: string) => Buffer.from(text, 'utf16le');
const json = 'application/fhir+json';

describe('decodeText reads', () => {
	it.each<[string, Buffer, string | undefined, string]>([
		['UTF-8 by default', Buffer.from('Müller €'), undefined, 'Müller €'],
		['UTF-8 that is named', Buffer.from('Müller'), `${json};charset=utf-8`, 'Müller'],
		['UTF-8 by another name', Buffer.from('Müller'), `${json}; charset="UTF8"`, 'Müller'],
		['UTF-8 with a byte order mark', Buffer.from('\ufeffMüller'), `${json};charset=iso-8859-1`, 'Müller'],
		['ISO-8859-1', latin1('Müller'), `${json};charset=ISO-8859-1`, 'Müller'],
		['windows-1252', Buffer.from([0x80, 0x4d, 0xfc]), `${json}; CHARSET = windows-1252`, '€Mü'],
		['ISO-8859-15', Buffer.from([0xa4]), 'text/plain; charset=iso-8859-15', '€'],
		['Shift_JIS', Buffer.from([0x83, 0x65]), 'text/plain;charset=Shift_JIS', 'テ'],
		['UTF-16 by its mark', Buffer.concat([Buffer.from([0xff, 0xfe]), utf16('Mü')]), json, 'Mü'],
		['big-endian UTF-16 by its mark', Buffer.concat([Buffer.from([0xfe, 0xff]), utf16('Mü').swap16()]), json, 'Mü'],
		['UTF-16 that is named', utf16('"Mü"'), `${json};charset=utf-16le`, '"Mü"'],
		['UTF-16 that is not named', utf16('{"a":"ü"}'), json, '{"a":"ü"}'],
		['ASCII in any charset', Buffer.from('Mueller'), `${json};charset=windows-1252`, 'Mueller'],
		[
			'XML by its declaration',
			latin1('<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>'),
			'text/xml',
			'<?xml version="1.0" encoding="ISO-8859-1"?><a>ü</a>',
		],
		['a replacement character that is in the text', Buffer.from('M\ufffdller'), json, 'M\ufffdller'],
		['nothing', Buffer.alloc(0), `${json};charset=iso-8859-1`, ''],
	])('%s', (_what, bytes, type, text) => {
		expect(decodeText(bytes, type)).toEqual({ text });
	});

	it.each<[string, Buffer, string | undefined, string, RegExp]>([
		['bytes that are not UTF-8', latin1('Müller'), json, 'M\ufffdller', /not valid in its charset, UTF-8/],
		['both kinds', Buffer.concat([Buffer.from('\ufffd'), latin1('ü')]), json, '\ufffd\ufffd', /not valid/],
		[
			'an unknown charset',
			Buffer.from('Müller'),
			`${json};charset=x-klingon`,
			'Müller',
			/"x-klingon", which is not known/,
		],
		[
			'UTF-8 that is called ISO-8859-1',
			Buffer.from('Müller'),
			`${json};charset=iso-8859-1`,
			'Müller',
			/but it is UTF-8/,
		],
		[
			'half a character',
			Buffer.from([0x83]),
			'text/plain;charset=shift_jis',
			'\ufffd',
			/not valid in its charset, SHIFT_JIS/,
		],
	])('%s with a hint', (_what, bytes, type, text, hint) => {
		expect(decodeText(bytes, type)).toEqual({ text, hint: expect.stringMatching(hint) });
	});
});
