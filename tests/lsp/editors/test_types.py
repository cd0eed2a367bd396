"""A typed client: every message of the server is made into the types of the protocol's own model, for several editors."""
import asyncio
import os
import pathlib

import pytest
import pytest_lsp
from lsprotocol import types
from pytest_lsp import ClientServerConfig, LanguageClient, client_capabilities

ROOT = pathlib.Path(os.environ["PROBE_ROOT"])
PAGE = ROOT / "content/zh/news/a.md"
URI = PAGE.as_uri()
COMMAND = [os.environ["PROBE_SERVER"], "lsp"]


@pytest_lsp.fixture(params=["neovim", "visual_studio_code", "emacs"], config=ClientServerConfig(server_command=COMMAND))
async def client(request, lsp_client: LanguageClient):
    folder = types.WorkspaceFolder(uri=ROOT.as_uri(), name="site")
    capabilities = client_capabilities(request.param)
    # The client has no answer to these requests, whatever the editor has.
    capabilities.workspace.code_lens = None
    capabilities.workspace.inlay_hint = None
    capabilities.workspace.diagnostics = None
    capabilities.workspace.did_change_watched_files = None
    result = await lsp_client.initialize_session(
        types.InitializeParams(capabilities=capabilities, workspace_folders=[folder], root_uri=ROOT.as_uri())
    )
    lsp_client.said = result.capabilities
    yield
    await lsp_client.shutdown_session()


def position(text, part, behind=0):
    before = text[: text.index(part)]
    line = before.count("\n")
    column = len(before.rsplit("\n", 1)[-1].encode("utf-16-le")) // 2
    return types.Position(line, column + behind)


async def findings(client, wanted):
    """The diagnostics of the page, pushed or pulled, when there is one of the wanted rule."""
    for _ in range(600):
        if client.said.diagnostic_provider:
            params = types.DocumentDiagnosticParams(text_document=types.TextDocumentIdentifier(uri=URI))
            found = (await client.text_document_diagnostic_async(params)).items
        else:
            found = client.diagnostics.get(URI, [])
        if any(finding.code == wanted for finding in found):
            return found
        await asyncio.sleep(0.1)
    raise AssertionError(f"no {wanted}: {found}")


@pytest.mark.asyncio
async def test_every_answer_has_its_type(client: LanguageClient):
    text = PAGE.read_text(encoding="utf-8")
    item = types.TextDocumentItem(uri=URI, language_id="markdown", version=1, text=text)
    client.text_document_did_open(types.DidOpenTextDocumentParams(text_document=item))
    found = await findings(client, "anchor-missing")
    for finding in found:
        assert finding.source == "tidings" and finding.code and finding.severity
    document = types.TextDocumentIdentifier(uri=URI)
    everything = types.Range(types.Position(0, 0), types.Position(99, 0))
    place = position(text, "upgrade-notes", 2)

    actions = await client.text_document_code_action_async(
        types.CodeActionParams(text_document=document, range=everything, context=types.CodeActionContext(diagnostics=found))
    )
    assert any(isinstance(action, types.CodeAction) and action.edit for action in actions)
    hover = await client.text_document_hover_async(types.HoverParams(text_document=document, position=place))
    assert "upgrade-notes" in hover.contents.value
    assert await client.text_document_definition_async(types.DefinitionParams(text_document=document, position=place))
    references = await client.text_document_references_async(
        types.ReferenceParams(
            text_document=document, position=place, context=types.ReferenceContext(include_declaration=True)
        )
    )
    assert references
    assert await client.text_document_prepare_rename_async(
        types.PrepareRenameParams(text_document=document, position=place)
    )
    renamed = await client.text_document_rename_async(
        types.RenameParams(text_document=document, position=place, new_name="other")
    )
    assert renamed.document_changes or renamed.changes
    await client.text_document_completion_async(types.CompletionParams(text_document=document, position=place))
    assert await client.text_document_document_symbol_async(types.DocumentSymbolParams(text_document=document))
    assert await client.text_document_folding_range_async(types.FoldingRangeParams(text_document=document))
    await client.text_document_document_link_async(types.DocumentLinkParams(text_document=document))
    assert await client.text_document_code_lens_async(types.CodeLensParams(text_document=document))
    await client.text_document_inlay_hint_async(types.InlayHintParams(text_document=document, range=everything))
    if client.said.diagnostic_provider:
        report = await client.workspace_diagnostic_async(types.WorkspaceDiagnosticParams(previous_result_ids=[]))
        assert report.items
    change = types.TextDocumentContentChangeWholeDocument(text=text + "\n正文 the the\n")
    client.text_document_did_change(
        types.DidChangeTextDocumentParams(
            text_document=types.VersionedTextDocumentIdentifier(uri=URI, version=2), content_changes=[change]
        )
    )
    await findings(client, "doubled-word")
