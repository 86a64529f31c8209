#!/bin/sh
# libreoffice.sh LIST.fods FOLDER
set -e
list=$1 out=$2 work=$(mktemp -d)
to() { # FILTER ENDING NAME SOURCE [INFILTER]
  soffice -env:UserInstallation=file://$work/profile --headless ${5:+--infilter="$5"} --convert-to "$2:$1" --outdir "$work" "$4" >/dev/null
  base=$(basename "$4"); mv "$work/${base%.*}.$2" "$out/$3"
}
soffice -env:UserInstallation=file://$work/profile --headless --convert-to ods --outdir "$work" "$list" >/dev/null
to 'Calc MS Excel 2007 XML' xlsx libreoffice.xlsx "$work/list.ods"
to 'Calc Office Open XML' xlsx libreoffice-ooxml.xlsx "$work/list.ods"
text='Text - txt - csv (StarCalc)'
to "$text:44,34,76,1,,0,false,true,false" csv libreoffice.csv "$list"
to "$text:44,34,76,1,,0,true,true,false" csv libreoffice-quoted.csv "$list"
to "$text:59,34,76,1,,0,false,false,false" csv libreoffice-semicolons.csv "$list"
to "$text:9,34,65535,1,,0,false,true,false" csv libreoffice-utf16-tabs.csv "$list"
to "$text:44,34,85,1,,0,false,true,false" csv libreoffice-gb18030.csv "$list"
to 'Calc MS Excel 2007 XML' xlsx libreoffice-of-csv.xlsx "$out/libreoffice.csv" "CSV:44,34,76,1"
to 'Calc MS Excel 2007 XML' xlsx libreoffice-of-quoted-csv.xlsx "$out/libreoffice-quoted.csv" "CSV:44,34,76,1,,0,true"
rm -r "$work"
