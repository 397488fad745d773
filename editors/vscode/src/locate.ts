// Where agentslint is: as the settings say, in the project's environment, or on PATH.
import { constants, promises as fs } from "node:fs";
import * as path from "node:path";
import * as vscode from "vscode";

export interface Found {
  command: string;
  // how it was found, for the log and for a message
  from: string;
}

const WINDOWS = process.platform === "win32";
const NAME = WINDOWS ? "agentslint.exe" : "agentslint";
const BIN = WINDOWS ? "Scripts" : "bin";
const ENVIRONMENTS = [".venv", "venv", ".env", "env"];

/** The agentslint to start, or undefined where there is none. */
export async function locate(): Promise<Found | undefined> {
  const configured = vscode.workspace.getConfiguration("agentslint").get<string>("path", "").trim();
  if (configured) {
    const written = configured.startsWith("~/") ? path.join(process.env.HOME ?? "", configured.slice(2)) : configured;
    return { command: written, from: "the setting agentslint.path" };
  }
  // a folder that nobody trusts must not choose what is started
  if (vscode.workspace.isTrusted) {
    for await (const command of ofProject()) {
      if (await runs(command)) return { command, from: "the project's environment" };
    }
  }
  for (const folder of (process.env.PATH ?? "").split(path.delimiter)) {
    const command = path.join(folder, NAME);
    if (path.isAbsolute(folder) && (await runs(command))) return { command, from: "PATH" };
  }
  return undefined;
}

async function* ofProject(): AsyncGenerator<string> {
  for (const folder of vscode.workspace.workspaceFolders ?? []) {
    for (const name of ENVIRONMENTS) yield path.join(folder.uri.fsPath, name, BIN, NAME);
  }
  const python = await interpreter();
  if (python) yield path.join(path.dirname(python), NAME);
}

/** The interpreter that the Python extension has chosen, where it is there and has started. */
async function interpreter(): Promise<string | undefined> {
  const python = vscode.extensions.getExtension("ms-python.python");
  if (!python?.isActive) return undefined;
  const found: unknown = python.exports?.environments?.getActiveEnvironmentPath?.()?.path;
  return typeof found === "string" && path.isAbsolute(found) ? found : undefined;
}

async function runs(file: string): Promise<boolean> {
  try {
    await fs.access(file, constants.X_OK);
    return (await fs.stat(file)).isFile();
  } catch {
    return false;
  }
}
