/** A stream of bytes that is written piece by piece, as fast as it is read. */
export class ByteChannel {
	private waiting: { readonly bytes: Uint8Array; readonly taken: () => void } | undefined;
	private ended = false;
	private wake: (() => void) | undefined;
	private closed = false;

	/** The stream; it is read once. */
	async *stream(): AsyncGenerator<Uint8Array, void, undefined> {
		try {
			for (;;) {
				const next = this.waiting;
				if (next) {
					this.waiting = undefined;
					next.taken();
					yield next.bytes;
				} else if (this.ended) return;
				else await new Promise<void>((resolve) => (this.wake = resolve));
			}
		} finally {
			this.closed = true;
			this.waiting?.taken();
		}
	}

	/** Resolves when the reader has taken the bytes, or takes no more. One call after another. */
	async write(bytes: Uint8Array): Promise<void> {
		if (this.closed) return;
		await new Promise<void>((resolve) => {
			this.waiting = { bytes, taken: resolve };
			this.wake?.();
		});
	}

	/** Ends the stream after what was written. */
	end(): void {
		this.ended = true;
		this.wake?.();
	}
}
