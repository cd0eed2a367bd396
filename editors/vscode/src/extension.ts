// The extension: it starts `tidings lsp`, shows in the status bar how it is, and shows what only an editor can show.

import * as fs from "fs";
import * as os from "os";
import * as vscode from "vscode";
import { LanguageClient, LanguageClientOptions, ServerOptions, State } from "vscode-languageclient/node";
import { program } from "./program";

/** The scheme of the pages of rules, which the server writes. */
const RULE_SCHEME = "tidings-rule";
const SELECTOR = [
  { scheme: "file", language: "markdown" },
  { scheme: "file", language: "mdx" },
  { scheme: "file", pattern: "**/tidings.yaml" },
];

const t = vscode.l10n.t;

let client: LanguageClient | undefined;
let status: vscode.StatusBarItem;
let log: vscode.OutputChannel;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  log = vscode.window.createOutputChannel("tidings");
  status = vscode.window.createStatusBarItem("tidings", vscode.StatusBarAlignment.Left, 0);
  status.name = "tidings";
  status.command = "tidings.showLog";
  const restart = () => start(context);
  context.subscriptions.push(
    log,
    status,
    vscode.commands.registerCommand("tidings.restart", restart),
    vscode.commands.registerCommand("tidings.showLog", () => log.show()),
    vscode.commands.registerCommand("tidings.open", (uri: string) => vscode.window.showTextDocument(vscode.Uri.parse(uri))),
    vscode.commands.registerCommand("tidings.counterpart", () => vscode.commands.executeCommand("editor.action.revealDefinition")),
    vscode.workspace.registerTextDocumentContentProvider(RULE_SCHEME, { provideTextDocumentContent: rulePage }),
    vscode.languages.onDidChangeDiagnostics(showStatus),
    vscode.window.onDidChangeActiveTextEditor(showStatus),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (["path", "diagnostics", "locale", "log"].some((name) => change.affectsConfiguration(`tidings.${name}`))) {
        await restart();
      }
    }),
  );
  await start(context);
}

export async function deactivate(): Promise<void> {
  await client?.stop();
}

async function start(context: vscode.ExtensionContext): Promise<void> {
  await client?.stop().catch(() => undefined);
  client = undefined;
  const settings = vscode.workspace.getConfiguration("tidings");
  const found = program({
    setting: settings.get<string>("path", ""),
    extension: context.extensionPath,
    folder: vscode.workspace.workspaceFolders?.[0]?.uri.fsPath,
    home: os.homedir(),
    platform: process.platform,
    exists: (file) => fs.existsSync(file),
  });
  if ("missing" in found) {
    fail(t("tidings.path: there is no file {0}", found.missing));
    return;
  }
  const locale = settings.get<string>("locale", "");
  const environment: NodeJS.ProcessEnv = { ...process.env, TIDINGS_LOG: settings.get<string>("log", "error") };
  if (locale !== "") {
    environment.TIDINGS_LANG = locale;
  }
  const server: ServerOptions = {
    command: found.command,
    // Without a `transport` the client speaks over the standard streams and adds no argument of its own.
    args: ["lsp"],
    options: { env: environment },
  };
  const options: LanguageClientOptions = {
    documentSelector: SELECTOR,
    outputChannel: log,
    initializationOptions: { commands: ["tidings.open"], rulePages: true, diagnostics: settings.get<string>("diagnostics", "open") },
  };
  client = new LanguageClient("tidings", "tidings", server, options);
  client.onDidChangeState(({ newState }) => {
    if (newState === State.Stopped) {
      status.text = "$(circle-slash) tidings";
      status.tooltip = t("The server does not run.");
    } else {
      showStatus();
    }
  });
  status.text = "$(sync~spin) tidings";
  status.tooltip = t("Reading the site …");
  status.show();
  try {
    await client.start();
    showStatus();
  } catch (error) {
    fail(t("`{0}` cannot be run: {1}", `${found.command} lsp`, error instanceof Error ? error.message : String(error)));
  }
}

/** Says what keeps the server from running, with a way to mend it. */
function fail(reason: string): void {
  status.text = "$(error) tidings";
  status.tooltip = reason;
  status.show();
  log.appendLine(reason);
  const settings = t("Open settings");
  void vscode.window.showErrorMessage(`tidings: ${reason}`, settings).then((chosen) => {
    if (chosen === settings) {
      void vscode.commands.executeCommand("workbench.action.openSettings", "tidings.path");
    }
  });
}

/** How many findings the page in front has. */
function showStatus(): void {
  if (client?.state !== State.Running) {
    return;
  }
  const uri = vscode.window.activeTextEditor?.document.uri;
  const found = uri ? vscode.languages.getDiagnostics(uri).filter((finding) => finding.source === "tidings") : [];
  status.text = found.length === 0 ? "$(check) tidings" : `$(warning) tidings ${found.length}`;
  status.tooltip = tooltip(found.length);
  status.show();
}

function tooltip(findings: number): string {
  switch (findings) {
    case 0:
      return t("No findings on this page.");
    case 1:
      return t("One finding on this page.");
    default:
      return t("{0} findings on this page.", findings);
  }
}

async function rulePage(uri: vscode.Uri): Promise<string> {
  const rule = uri.path.replace(/^\//, "").replace(/\.md$/, "");
  const page = await client?.sendRequest<string | null>("tidings/rule", { rule });
  return page ?? `${t("There is no rule `{0}`.", rule)}\n`;
}
