/**
 * The one script of the portal: on the upload page it takes a file and fills in its SHA-256 and its size, which without
 * script are filled in by hand. The bytes stay in the browser; nothing is sent.
 */
export const UPLOAD_SCRIPT = `(() => {
const [sha256, size] = ['sha256', 'sizeBytes'].map((id) => document.getElementById(id));
if (!sha256 || !size || !globalThis.crypto || !crypto.subtle) return;
const make = (tag, properties) => Object.assign(document.createElement(tag), properties);
const input = make('input', { type: 'file', id: 'bestand', accept: '.csv,.txt,.tsv,.xlsx' });
const said = make('p', { className: 'hint' });
said.setAttribute('role', 'status');
const field = make('div', { className: 'field' });
field.append(make('label', { htmlFor: 'bestand', textContent: 'Bestand' }), said, input);
sha256.closest('.field').before(field);
const byHand = [sha256, size].map((each) => each.closest('.field'));
if (byHand.every((each) => !each.classList.contains('has-problem'))) for (const each of byHand) each.hidden = true;
input.addEventListener('change', async () => {
const [file] = input.files;
if (!file) return;
said.textContent = 'Het kenmerk van het bestand wordt berekend.';
try {
const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
sha256.value = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
size.value = String(file.size);
said.textContent = 'Het kenmerk is berekend. U kiest hetzelfde bestand op de volgende bladzijde nog eens.';
} catch {
for (const each of byHand) each.hidden = false;
said.textContent = 'Het bestand kan niet worden gelezen. Vul het kenmerk en de grootte zelf in.';
}
});
})();`;
