// node docker/rootfs.mjs [image] [python] [site-packages ...]: makes an image from the Python of this machine, for
// machines that can reach no registry: interpreter, standard library and the shared libraries they need, nothing else (no
// shell). Packages stay outside and are mounted read-only (LUTHIER_JOB_SITE_PACKAGES); name their folders so that the
// libraries they need are packed too. DOCKER_HOST names the engine. Prints the image's name. Where a registry can be
// reached, build docker/Dockerfile.train instead.
import { execFileSync, spawn } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { once } from 'node:events';
import Docker from 'dockerode';

const DEFAULT_IMAGE = 'luthier/pybase:1';
const SKIPPED =
  /^(test|tests|idlelib|tkinter|turtledemo|ensurepip|site-packages|dist-packages|__pycache__|config-.*)$/;

/** Makes `image` and returns its name. */
export async function buildBase({
  image = DEFAULT_IMAGE,
  python = 'python3',
  sitePackages = [],
  dockerHost,
}) {
  const root = mkdtempSync(join(tmpdir(), 'luthier-rootfs-'));
  try {
    fillRoot(root, describePython(python), sitePackages);
    await importRoot(root, image, dockerHost);
    return image;
  } finally {
    rmSync(root, { recursive: true });
  }
}

function describePython(python) {
  const code =
    'import json,os,sys,sysconfig as s;' +
    'print(json.dumps({"exe":os.path.realpath(sys._base_executable),"stdlib":s.get_path("stdlib"),' +
    '"version":"%d.%d"%sys.version_info[:2],"dynload":s.get_config_var("DESTSHARED")}))';
  return JSON.parse(execFileSync(python, ['-I', '-c', code], { encoding: 'utf8' }));
}

function fillRoot(root, python, sitePackages) {
  for (const dir of [
    'usr/bin',
    'usr/sbin',
    'usr/lib',
    'usr/lib64',
    'opt/python/bin',
    'etc',
    'tmp',
    'proc',
    'sys',
    'dev',
  ])
    mkdirSync(join(root, dir), { recursive: true });
  chmodSync(join(root, 'tmp'), 0o1777);
  for (const dir of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${dir}`, join(root, dir));
  writeFileSync(join(root, 'etc/passwd'), 'root:x:0:0::/:/none\njob:x:10001:10001::/tmp:/none\n');
  writeFileSync(join(root, 'etc/group'), 'root:x:0:\njob:x:10001:\n');
  const lib = `opt/python/lib/python${python.version}`;
  cpSync(python.exe, join(root, 'opt/python/bin/python3'));
  cpSync(python.stdlib, join(root, lib), {
    recursive: true,
    dereference: true,
    filter: (path) => !SKIPPED.test(basename(path)),
  });
  for (const file of sharedLibraries(
    [python.exe, ...objectsBelow(join(root, lib)), ...sitePackages.flatMap(objectsBelow)],
    sitePackages,
  ))
    copyLibrary(root, file);
}

/** Absolute paths of the libraries that the loader finds for these files, without those that lie below `own`. */
function sharedLibraries(files, own) {
  const found = new Set();
  for (let i = 0; i < files.length; i += 200) {
    const { stdout } = ldd(files.slice(i, i + 200));
    for (const [, path] of stdout.matchAll(/^\s+(?:\S+ => )?(\/\S+) \(0x/gm)) found.add(path);
  }
  return [...found].filter((path) => !own.some((dir) => path.startsWith(dir)));
}

function ldd(files) {
  try {
    return {
      stdout: execFileSync('ldd', files, {
        encoding: 'utf8',
        maxBuffer: 1 << 28,
        stdio: ['ignore', 'pipe', 'ignore'],
      }),
    };
  } catch (error) {
    return { stdout: String(error.stdout) }; // one of the files is static or lacks a library: the others count
  }
}

function objectsBelow(dir) {
  if (!existsSync(dir)) return [];
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.so(\.\d+)*$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name));
}

/** System libraries keep their place; those of a private Python, found by its rpath alone, join the system's. */
function copyLibrary(root, path) {
  const system = /^\/(usr\/)?lib(64)?\//.test(path);
  const triplet = dirname(realpathSync('/lib64/ld-linux-x86-64.so.2')).replace(/^\/(usr\/)?lib\//, '');
  const target = system ? path.replace(/^\/(?!usr\/)/, '/usr/') : `/usr/lib/${triplet}/${basename(path)}`;
  mkdirSync(join(root, dirname(target)), { recursive: true });
  cpSync(realpathSync(path), join(root, target));
}

async function importRoot(root, image, dockerHost = process.env.DOCKER_HOST) {
  if (!dockerHost) throw new Error('DOCKER_HOST does not say which engine');
  const changes = [
    'ENV PATH=/opt/python/bin',
    'ENV PYTHONHOME=/opt/python',
    'USER 10001:10001',
    'ENTRYPOINT ["python3"]',
  ];
  const own = ['--sort=name', '--mtime=@0', '--owner=0', '--group=0', '--numeric-owner'];
  const tar = spawn('tar', ['-C', root, ...own, '-cf', '-', '.'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(tar, 'exit');
  const [repo, tag] = splitTag(image);
  const docker = new Docker(engine(dockerHost));
  const told = await docker.importImage(tar.stdout, { repo, tag, changes });
  await new Promise((done, failed) =>
    docker.modem.followProgress(told, (error) => (error ? failed(error) : done())),
  );
  const [code] = await ended;
  if (code !== 0) throw new Error(`tar ended with ${code}`);
}

function splitTag(image) {
  const at = image.lastIndexOf(':');
  return at > image.lastIndexOf('/') ? [image.slice(0, at), image.slice(at + 1)] : [image, 'latest'];
}

function engine(host) {
  const url = new URL(host);
  if (url.protocol === 'unix:') return { socketPath: decodeURIComponent(url.pathname) };
  const protocol = url.protocol === 'https:' ? 'https' : 'http';
  return { protocol, host: url.hostname, port: Number(url.port || 2375) };
}

if (process.argv[1] && realpathSync(process.argv[1]) === realpathSync(import.meta.filename)) {
  const [image, python, ...sitePackages] = process.argv.slice(2);
  console.log(await buildBase({ image, python, sitePackages }));
}
