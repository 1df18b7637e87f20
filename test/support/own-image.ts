import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { DockerEngine } from './docker-engine.js';

/** Says what it was given, and what it may do here. */
const MAIN = `
import json, os, socket
def main(job):
    rows = len(job.input("rows").read_text().splitlines())
    status = dict(line.split(":\\t", 1) for line in open("/proc/self/status") if ":\\t" in line)
    seen = {
        "rows": rows,
        "uid": os.getuid(),
        "capabilities": int(status["CapBnd"], 16) + int(status["CapEff"], 16),
        "no_new_privileges": int(status["NoNewPrivs"]),
        "read_only_root": float(bool(os.statvfs("/").f_flag & os.ST_RDONLY)),
        "networks": sum(name != "lo" for _, name in socket.if_nameindex()),
        "secrets": sum(any(part in name for part in ("LUTHIER", "KEY", "SECRET", "_TOKEN", "DATABASE")) for name in os.environ),
    }
    out = job.out / "report"
    out.mkdir(parents=True)
    (out / "seen.json").write_text(json.dumps(seen, sort_keys=True))
    job.finish({"report": "report"}, seen)
`;

/** A program that imports nothing of ours: it keeps the contract, or breaks it as its argument says. */
const RAW = `
import hashlib, json, os, sys
how, work = sys.argv[1], os.environ["JOB_WORKSPACE"]
if how == "nothing":
    print("nothing to say", flush=True)
    sys.exit(0)
with open(os.environ["JOB_SPEC"]) as file:
    spec = json.load(file)
out = work + "/out/report"
os.makedirs(out)
if how == "link":
    os.symlink(os.environ["JOB_SPEC"], out + "/said.json")
else:
    with open(out + "/said.json", "w") as file:
        json.dump({"seed": spec["seed"]}, file)
with open(out + "/said.json", "rb") as file:
    said = file.read()
entry = {"path": "said.json", "size_bytes": len(said), "sha256": hashlib.sha256(said).hexdigest()}
report = {"name": "report", "kind": "report", "path": "out/report", "files": [entry]}
result = {"schema_version": 1, "job_id": spec["job_id"], "attempt": spec["attempt"], "metrics": {"seed": spec["seed"]},
          "peak_memory_mb": 1, "seconds": 0.1, "artifacts": [report],
          "environment": {"python": sys.version.split()[0], "platform": "linux", "device": "cpu", "packages": {}}}
with open(work + "/result.tmp", "w") as file:
    json.dump(result, file)
os.rename(work + "/result.tmp", work + "/result.json")
`;

const DOCKERFILE = (base: string) => `FROM ${base}
COPY jobs /opt/luthier/jobs
COPY recipe /opt/recipe
ENV JOB_RECIPE=/opt/recipe
`;

/** Builds an own image from `base` as docs/own-recipes.md has it, and one that may not run; answers their ids. */
export async function ownImages(
  { docker }: DockerEngine,
  { base, folder }: { base: string; folder: string },
) {
  mkdirSync(join(folder, 'recipe'), { recursive: true });
  writeFileSync(join(folder, 'recipe/main.py'), MAIN);
  writeFileSync(join(folder, 'recipe/raw.py'), RAW);
  const parts = /^(lib|schema|once\.py|run\.py)$/;
  cpSync('jobs', join(folder, 'jobs'), {
    recursive: true,
    filter: (path) =>
      path === 'jobs' || (parts.test(path.split('/')[1]!) && basename(path) !== '__pycache__'),
  });
  const build = async (name: string, dockerfile: string) => {
    writeFileSync(join(folder, 'Dockerfile'), dockerfile);
    const told = await docker.buildImage(
      { context: folder, src: ['Dockerfile', 'jobs', 'recipe'] },
      { t: name },
    );
    await new Promise<void>((done, failed) =>
      docker.modem.followProgress(told, (error) => (error ? failed(error) : done())),
    );
    return (await docker.getImage(name).inspect()).Id;
  };
  const name = `luthier/test-own:${process.pid}`;
  const good = await build(name, DOCKERFILE(base));
  return { good, volume: await build(`${name}-volume`, `FROM ${name}\nVOLUME /data\n`) };
}
