/** A stream that is written piece by piece, as fast as it is read: of bytes, or of what one likes. */
export class Channel<Piece = Uint8Array> {
	private waiting: { readonly piece: Piece; readonly taken: () => void } | undefined;
	private ended = false;
	private wake: (() => void) | undefined;
	private closed = false;

	/** The stream; it is read once. */
	async *stream(): AsyncGenerator<Piece, void, undefined> {
		try {
			for (;;) {
				const next = this.waiting;
				if (next) {
					this.waiting = undefined;
					next.taken();
					yield next.piece;
				} else if (this.ended) return;
				else await new Promise<void>((resolve) => (this.wake = resolve));
			}
		} finally {
			this.close();
		}
	}

	/** Resolves when the reader has taken the piece, or takes no more. One call after another. */
	async write(piece: Piece): Promise<void> {
		if (this.closed) return;
		await new Promise<void>((resolve) => {
			this.waiting = { piece, taken: resolve };
			this.wake?.();
		});
	}

	/** Takes no more: what is being written, and whatever is written from now on, is dropped. For a reader that has failed. */
	close(): void {
		this.closed = true;
		this.waiting?.taken();
		this.end();
	}

	/** Ends the stream after what was written. */
	end(): void {
		this.ended = true;
		this.wake?.();
	}
}
