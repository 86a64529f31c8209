// node write.js FOLDER
const ExcelJS = require('exceljs');
const XLSX = require('xlsx');
const fs = require('fs');
const path = require('path');
const out = process.argv[2];
const day = () => new Date(Date.UTC(2024, 2, 1));

async function plain() {
  const book = new ExcelJS.Workbook();
  fill(book.addWorksheet('名单'));
  await book.xlsx.writeFile(path.join(out, 'exceljs.xlsx'));
  await book.csv.writeFile(path.join(out, 'exceljs.csv'), {
    dateUTC: true,
    // Its own writes rich text as JSON.
    map: v => (v && v.richText ? v.richText.map(r => r.text).join('')
      : v instanceof Date ? v.toISOString().slice(0, 10)
      : v && v.formula ? v.result : v),
  });
}

async function streaming(name, options) {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path.join(out, name), ...options });
  const sheet = book.addWorksheet('名单');
  fill(sheet);
  sheet.commit();
  await book.commit();
}

function fill(sheet) {
  const set = (at, value, format) => {
    const cell = sheet.getCell(at);
    cell.value = value;
    if (format) cell.numFmt = format;
  };
  ['登录名', '关键字', '跟进日期', '备注'].forEach((t, i) => set('ABCD'[i] + 1, t));
  set('A2', 13800138001);
  set('B2', '青禾样品甲（集团）有限公司');
  set('C2', day(), 'yyyy-mm-dd');
  set('D2', '甲');
  set('A3', '13800138002');
  set('B3', { richText: [{ text: '青禾' }, { font: { bold: true }, text: '样品' }, { text: '乙（集团）有限公司' }] });
  set('C3', day(), 'yyyy-mm-dd');
  set('A5', '13800138003');
  set('B5', '青禾样品丙有限公司');
  set('B6', '青禾样品丁有限公司');
  sheet.mergeCells('A5:A6');
  set('A7', 13800138004, '0');
  set('B7', { formula: '"青禾样品戊"&"有限公司"', result: '青禾样品戊有限公司' });
  set('C7', day(), 'yyyy-mm-dd');
  sheet.getRow(8).hidden = true;
  set('A8', '13800138005');
  set('B8', '青禾样品己有限公司');
  set('A9', 13800138006);
  set('B9', 330100000000061, '0');
  set('A10', '13800138007');
  set('B10', '青禾“庚”<R&D>"𠮷"有限公司');
  set('A11', '13800138008');
  set('B11', day(), 'yyyy-mm-dd');
}

function sheetjs() {
  const date = () => ({ t: 'n', v: 45352, z: 'yyyy-mm-dd' });
  const sheet = {
    '!ref': 'A1:D11',
    '!merges': [XLSX.utils.decode_range('A5:A6')],
    '!rows': [, , , , , , , { hidden: true }],
  };
  const text = (at, v) => (sheet[at] = { t: 's', v });
  ['登录名', '关键字', '跟进日期', '备注'].forEach((t, i) => text('ABCD'[i] + 1, t));
  sheet.A2 = { t: 'n', v: 13800138001 };
  text('B2', '青禾样品甲（集团）有限公司');
  sheet.C2 = date();
  text('D2', '甲');
  text('A3', '13800138002');
  sheet.B3 = { t: 's', v: '青禾样品乙（集团）有限公司',
    r: '<r><t>青禾</t></r><r><rPr><b/></rPr><t>样品</t></r><r><t>乙（集团）有限公司</t></r>' };
  sheet.C3 = date();
  text('A5', '13800138003');
  text('B5', '青禾样品丙有限公司');
  text('B6', '青禾样品丁有限公司');
  sheet.A7 = { t: 'n', v: 13800138004, z: '0' };
  sheet.B7 = { t: 's', v: '青禾样品戊有限公司', f: '"青禾样品戊"&"有限公司"' };
  sheet.C7 = date();
  text('A8', '13800138005');
  text('B8', '青禾样品己有限公司');
  sheet.A9 = { t: 'n', v: 13800138006 };
  sheet.B9 = { t: 'n', v: 330100000000061, z: '0' };
  text('A10', '13800138007');
  text('B10', '青禾“庚”<R&D>"𠮷"有限公司');
  text('A11', '13800138008');
  sheet.B11 = date();
  const book = XLSX.utils.book_new();
  XLSX.utils.book_append_sheet(book, sheet, '名单');
  XLSX.writeFile(book, path.join(out, 'sheetjs.xlsx'), { compression: true });
  XLSX.writeFile(book, path.join(out, 'sheetjs-shared.xlsx'), { bookSST: true });
  // A date of JavaScript: t="d" in the file.
  for (const at of ['C2', 'C3', 'C7', 'B11']) sheet[at] = { t: 'd', v: day(), z: 'yyyy-mm-dd' };
  XLSX.writeFile(book, path.join(out, 'sheetjs-dates.xlsx'), { cellDates: true, compression: true });
  fs.writeFileSync(path.join(out, 'sheetjs.csv'), '\ufeff' + XLSX.utils.sheet_to_csv(sheet, { dateNF: 'yyyy-mm-dd' }));
  fs.writeFileSync(path.join(out, 'sheetjs-tabs.txt'), Buffer.from('\ufeff' + XLSX.utils.sheet_to_csv(sheet, { FS: '\t', forceQuotes: true }), 'utf16le'));
}

plain()
  .then(() => streaming('exceljs-stream.xlsx', {}))
  .then(() => streaming('exceljs-stream-shared.xlsx', { useSharedStrings: true, useStyles: true }))
  .then(() => sheetjs());
