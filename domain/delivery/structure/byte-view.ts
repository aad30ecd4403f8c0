/**
 * A view of bytes through which several of them are read at once.
 */

/** Gives the view of bytes; for as long as they are the same ones it is made once. */
export const viewer = (): ((bytes: Uint8Array) => DataView) => {
  let viewed: Uint8Array = new Uint8Array(0);
  let view: DataView = new DataView(new ArrayBuffer(0));
  return (bytes) => {
    if (bytes === viewed) return view;
    viewed = bytes;
    view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    return view;
  };
};
