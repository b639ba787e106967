/** Why a try is aborted when the server stops: it is neither done nor failed, and is run again at the next start. */
export class Stopping extends Error {
  constructor() {
    super("the server stops");
    this.name = "Stopping";
  }
}
