/**
 * Kills this process with SIGKILL when the fault suite has armed the point by name (LUTHIER_FAILPOINT=name), so that a
 * crash between any two steps can be tested. The name is armed once at boot by config; unarmed it costs one comparison.
 */
let armed: string | undefined;

export function armFailpoint(name: string | undefined): void {
  armed = name;
}

export function failpoint(name: string): void {
  if (armed === name) process.kill(process.pid, 'SIGKILL');
}
