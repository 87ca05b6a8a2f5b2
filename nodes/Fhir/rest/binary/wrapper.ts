/** What the beginning of a response shows about the Binary resource that it holds in place of the file itself (R4 §2.15). */
export interface Wrapper {
	readonly contentType: string | undefined;
	/** The position at which the base64 text begins; undefined if the resource has no data. */
	readonly dataAt: number | undefined;
	/** The character that ends the base64 text. */
	readonly quote: '"' | "'";
	/**
	 * `binary`: it is a Binary. `perhaps`: the data comes before what says so. `external`: a Binary whose content is kept
	 * elsewhere. `outcome`: an OperationOutcome, which is no file.
	 */
	readonly kind: 'binary' | 'perhaps' | 'external' | 'outcome';
}

/** The wrapper; `more` if more text is needed to decide, undefined if the response is the file itself. */
export type WrapperHeader = Wrapper | 'more' | undefined;
